"""Scripts, styles and templates that are sent to the browser, each in a file of its own."""

import functools
import pathlib

import jinja2

FOLDER = pathlib.Path(__file__).parent


@functools.cache
def read(name: str) -> str:
    """The text of a file of this folder."""
    return (FOLDER / name).read_text("utf-8")


@functools.cache
def style(name: str) -> str:
    """A style sheet of this folder as an element for `st.html`."""
    return f"<style>\n{read(name)}</style>"


@functools.cache
def template(name: str) -> jinja2.Template:
    """A template of this folder; what is put into it is escaped."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(read(name))
