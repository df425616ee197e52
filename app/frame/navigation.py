"""Sections and pages: what the navigation at the top lists, and which pages are siblings."""

import pathlib

import streamlit as st

from econ.words import say

# No icons: a page's icon becomes the browser's, and Streamlit would fetch it from somebody else's server.
SECTIONS = {
    "": ("pages/overview.py",),
    "explore": (
        "pages/compute_supply.py",
        "pages/inference_cost.py",
        "pages/api_price.py",
        "pages/funding_runway.py",
        "pages/ownership.py",
    ),
    "decide": ("pages/price_cut_timing.py", "pages/raising.py"),
    "stress": ("pages/stress_test.py", "pages/what_matters.py", "pages/breaking_points.py"),
    "evidence": ("pages/record.py", "pages/validation.py", "pages/assumptions.py"),
}
PAGES = tuple(path for paths in SECTIONS.values() for path in paths)


def url_path(path: str) -> str:
    """The path of a page in the address: the name of its file. Until the navigation is set, Streamlit looks for the file."""
    return pathlib.PurePosixPath(path).stem


def page_title(path: str) -> str:
    """The title of a page, as the navigation, the browser and its link show it."""
    return say("page-title", page=url_path(path))


def section_title(section: str) -> str:
    """The title of a section of the navigation; empty for the pages that stand outside the sections."""
    return say("section-title", section=section) if section else ""


def set_navigation():
    """The navigation of the app; calling it is what turns Streamlit's own routing of `pages/` off.

    The first page is the default, whose address has no path; it answers at its own name as well, like the others.
    """
    sections = {
        section_title(section): [
            st.Page(path, title=page_title(path), url_path=url_path(path)) for path in paths
        ]
        for section, paths in SECTIONS.items()
    }
    first, title = PAGES[0], page_title(PAGES[0])
    sections[""] = [
        st.Page(first, title=title, url_path="home", default=True),
        st.Page(first, title=title, url_path=url_path(first), visibility="hidden"),
    ]
    return st.navigation(sections, position="top", expanded=True)


def siblings(title: str) -> tuple[tuple[str, str], ...]:
    """Path and title of the pages of the section that has a page of this title."""
    sections = (tuple((path, page_title(path)) for path in paths) for paths in SECTIONS.values())
    return next(pages for pages in sections if title in dict(pages).values())
