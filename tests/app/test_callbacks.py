"""What is pressed or typed is taken to the end, whatever is asked meanwhile."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

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
def test_a_callback_is_carried_to_its_end_and_what_was_asked_meanwhile_is_answered(wrapped):
    """Without the wrapper Streamlit ends the callback where the other request is seen, and takes it for done."""
    app = interrupted(wrapped)
    runs = app.session_state["runs"]
    app.button[0].click().run()
    assert ("taken" in app.session_state) == wrapped
    assert app.session_state["runs"] > runs and not app.exception


def callbacks(tree):
    """What a module gives to widgets to call, where it is not a word of Streamlit's own."""
    for call in ast.walk(tree):
        for given in getattr(call, "keywords", ()) if isinstance(call, ast.Call) else ():
            if given.arg in GIVEN and not isinstance(given.value, ast.Constant):
                yield given.value


def test_every_callback_of_a_page_is_carried_to_its_end(root):
    kept, bare = 0, []
    for path in [*sorted((root / "pages").glob("*.py")), *sorted((root / "app").rglob("*.py"))]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        safe = {
            each.name
            for each in ast.walk(tree)
            if isinstance(each, ast.FunctionDef)
            and any(getattr(mark, "id", "") == "to_the_end" for mark in each.decorator_list)
        }
        for given in callbacks(tree):
            if (
                isinstance(given, ast.Call) and getattr(given.func, "id", "") == "to_the_end"
            ) or getattr(given, "id", "") in safe:
                kept += 1
            else:
                bare.append(f"{path.name}: {ast.unparse(given)}")
    assert bare == [] and kept >= 15
