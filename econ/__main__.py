"""Entry of the shell: `python -m econ`."""

import sys

from econ.cli import main

if __name__ == "__main__":
    sys.exit(main())
