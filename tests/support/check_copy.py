"""Try a copy of the project, in which it is started, in one process: commands of the shell, companies, code, pages and tests.

`python -m support.check_copy WANTED ANSWER`: what is wanted, as JSON, and the file for what it came to.
"""

import contextlib
import io
import json
import pathlib
import sys

import econ
from econ.case.library import shipped_cases
from econ.cli import main
from econ.engine.unit_check import check


def printed(words):
    """Return what a command of the shell prints; it must succeed."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        status = main(words)
    assert status == 0, words
    return output.getvalue()


def check_companies():
    """Check that each case loads, runs, and has sound units."""
    for shipped in shipped_cases().values():
        case = econ.load(shipped.path)
        econ.run(case.scenario())
        units = {name: case.unit_of(name) for name in [*case.assumptions, *case.model.quantities]}
        units |= {n: units[n.removeprefix("initial_")] for n in case.model.inputs if n not in units}
        wrong = [check(quantity, case.model, units) for quantity in case.model.quantities.values()]
        assert not any(wrong), [problem for problem in wrong if problem]


def opened(pages, query):
    """Yield what each of some pages shows, opened one after the other from an address with a query."""
    from support.app_driver import go, start
    from support.figure_words import figure_words

    at = start(pathlib.Path(), **query)
    for page in pages:
        go(at, f"pages/{page}.py")
        assert not at.error, [error.value for error in at.error]
        yield {
            "figures": figure_words(at),
            "sliders": [slider.key for slider in at.slider],
            "choices": {box.label: list(box.options) for box in [*at.selectbox, *at.radio]},
            "text": [text.value for text in at.markdown],
        }


def answer(wanted):
    """Return what commands printed and pages showed, after checking what else is wanted."""
    answers = {"printed": [printed(words) for words in wanted.get("commands", ())]}
    if wanted.get("companies"):
        check_companies()
    exec(wanted.get("code", ""), {})
    if wanted.get("pages"):
        answers["pages"] = list(opened(wanted["pages"], wanted.get("query", {})))
    if wanted.get("tests"):
        import pytest

        assert pytest.main(["-n", "0", *wanted["tests"]]) == pytest.ExitCode.OK
    return answers


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_text(json.dumps(answer(json.loads(sys.argv[1]))), "utf-8")
