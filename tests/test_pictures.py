"""Pictures of the pages: both of each page are there, and none is large."""

import struct
import sys

import pytest
from support.paths import ROOT

from app.frame.navigation import PAGES

sys.path.insert(0, str(ROOT / "bench"))
import pictures

LARGEST = 150_000  # bytes
PATHS = [pictures.picture(path, theme) for path in PAGES for theme in pictures.THEMES]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_page_has_a_picture_of_its_first_screen_in_both_themes(path):
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert struct.unpack(">II", head[16:]) == tuple(pictures.SCREEN.values())
    assert path.stat().st_size <= LARGEST


def test_there_is_no_picture_of_a_page_that_is_no_more():
    assert set(pictures.FOLDER.iterdir()) == set(PATHS)
