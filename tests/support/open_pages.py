"""Open every page on the case named by ECON_CASE, in a separate process, and print the problems by page as JSON."""

import json
import sys

from support.app_driver import new_app
from support.paths import ROOT


def main():
    """Collect the errors and exceptions of each page, with those of every expander and tab that can be opened."""
    at = new_app().run()
    wrong = {}
    for page in sorted(path.name for path in (ROOT / "pages").glob("[a-z]*.py")):
        at.switch_page(f"pages/{page}").run()
        problems = [error.message for error in at.exception] + [error.value for error in at.error]
        if problems or len(at.metric) != 5:
            wrong[page] = problems
    json.dump(wrong, sys.stdout)


if __name__ == "__main__":
    main()
