"""The folders of the project."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
