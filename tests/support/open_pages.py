"""Opens every page on the case that ECON_CASE names, in a process of its own, and prints what went wrong as JSON, by page."""

import json
import sys

from streamlit.testing.v1 import AppTest

from support.paths import ROOT


def main():
    """The errors and exceptions of each page, and of every expander and tab that can be opened."""
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120).run()
    wrong = {}
    for page in sorted(path.name for path in (ROOT / "pages").glob("[a-z]*.py")):
        at.switch_page(f"pages/{page}").run()
        problems = [error.message for error in at.exception] + [error.value for error in at.error]
        if problems or len(at.metric) != 5:
            wrong[page] = problems
    json.dump(wrong, sys.stdout)


if __name__ == "__main__":
    main()
