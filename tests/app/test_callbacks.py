"""Every press and every typed text is taken to the end, whatever is asked meanwhile."""

import ast
import types

import pytest
from streamlit.testing.v1 import AppTest
from support.app_driver import DELAY, headlines, overrides, sound, start

from app import callbacks as app_callbacks
from app import session

GIVEN = ("on_change", "on_click", "on_select")


def interrupted(wrapped):
    """An app whose button asks for another run, as a second press would, in the middle of its own callback."""

    def app(wrapped):
        import streamlit as st
        from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

        from app.callbacks import to_the_end

        def press():
            get_script_run_ctx().script_requests.request_rerun(RerunData())
            st.toast("pressed")
            st.session_state["taken"] = True

        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        st.button("Press", on_click=to_the_end(press) if wrapped else press)

    return AppTest.from_function(app, args=(wrapped,)).run()


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_callback_finishes_and_later_requests_are_answered(wrapped):
    """Without the wrapper Streamlit ends the callback where the other request is seen, and takes it for done."""
    app = interrupted(wrapped)
    runs = app.session_state["runs"]
    app.button[0].click().run()
    assert ("taken" in app.session_state) == wrapped
    assert app.session_state["runs"] > runs and not app.exception


class Closed:
    """Requests of a Streamlit that lets nobody replace its hook."""

    __slots__ = ()

    def on_scriptrunner_yield(self):
        """What Streamlit asks."""


@pytest.mark.parametrize(
    "context",
    [
        None,
        types.SimpleNamespace(),
        types.SimpleNamespace(script_requests=None),
        types.SimpleNamespace(script_requests=types.SimpleNamespace()),
        types.SimpleNamespace(script_requests=Closed()),
    ],
    ids=["no context", "no requests", "requests are none", "no hook", "a hook that stays"],
)
def test_without_streamlits_private_hook_a_callback_runs_unprotected(monkeypatch, context):
    monkeypatch.setattr(app_callbacks, "get_script_run_ctx", lambda: context)
    taken = []
    with app_callbacks.uninterrupted():
        taken.append("inside")
    assert app_callbacks.to_the_end(lambda word: taken.append(word) or word)("run") == "run"
    assert taken == ["inside", "run"]


def test_the_hook_is_put_back_even_after_an_error(monkeypatch):
    class Open:
        def on_scriptrunner_yield(self):
            return "asked"

    requests = Open()
    context = types.SimpleNamespace(script_requests=requests)
    monkeypatch.setattr(app_callbacks, "get_script_run_ctx", lambda: context)
    asked = []

    def fail():
        with app_callbacks.uninterrupted():
            asked.append(requests.on_scriptrunner_yield())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert asked == [None]
    assert requests.on_scriptrunner_yield() == "asked"


def test_the_app_works_on_a_streamlit_without_the_hook(root, monkeypatch):
    monkeypatch.setattr(app_callbacks, "HOOK", "no_such_hook")
    at = start(root, **{DELAY: "7"})
    before = headlines(at)
    at.button(key="ui_reset").click()
    assert headlines(sound(at.run())) != before and overrides(at) == {}
    assert not at.warning


def test_a_failing_callback_gives_a_sentence_and_keeps_the_scenario(root, monkeypatch):
    at = start(root, **{DELAY: "7"})
    before = headlines(at)

    def fail(*_):
        raise RuntimeError("[no](https://evil.example) luck")

    monkeypatch.setattr(session, "replace", fail)
    at.button(key="ui_reset").click()
    sound(at.run())
    assert len(at.warning) == 1 and "could not be done" in at.warning[0].value
    assert "RuntimeError" in at.warning[0].value and "](" not in at.warning[0].value
    assert headlines(at) == before and overrides(at) == {DELAY: 7.0}


def given_callbacks(tree):
    """The functions that a module gives to widgets to call, without words of Streamlit's own."""
    for call in ast.walk(tree):
        for given in getattr(call, "keywords", ()) if isinstance(call, ast.Call) else ():
            if given.arg in GIVEN and not isinstance(given.value, ast.Constant):
                yield given.value


def test_every_callback_of_a_page_is_protected(root):
    kept, bare = 0, []
    for path in [*sorted((root / "pages").glob("*.py")), *sorted((root / "app").rglob("*.py"))]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        safe = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and any(getattr(mark, "id", "") == "to_the_end" for mark in node.decorator_list)
        }
        for given in given_callbacks(tree):
            if (
                isinstance(given, ast.Call) and getattr(given.func, "id", "") == "to_the_end"
            ) or getattr(given, "id", "") in safe:
                kept += 1
            else:
                bare.append(f"{path.name}: {ast.unparse(given)}")
    assert bare == [] and kept >= 15
