"""Paths of the files of the project."""

import pathlib

PACKAGE = pathlib.Path(__file__).parent
PROJECT = PACKAGE.parent
DATA = PROJECT / "data"  # published measurements
CASE_FILE = PROJECT / "assumptions.toml"  # the case that ships
WORDS = PROJECT / "words"  # what people read, one folder a language
