"""Sections and pages: what the navigation at the top lists, and which pages are siblings."""

import pathlib

import streamlit as st

# No icons: a page's icon becomes the browser's, and Streamlit would fetch it from somebody else's server.
SECTIONS = {
    "": (("pages/overview.py", "Overview"),),
    "Explore": (
        ("pages/compute_supply.py", "Compute supply"),
        ("pages/inference_cost.py", "Inference cost"),
        ("pages/api_price.py", "API price"),
        ("pages/funding_runway.py", "Funding runway"),
        ("pages/ownership.py", "Ownership"),
    ),
    "Decide": (
        ("pages/price_cut_timing.py", "Price-cut timing"),
        ("pages/raising.py", "Raising"),
    ),
    "Stress": (
        ("pages/stress_test.py", "Many futures"),
        ("pages/what_matters.py", "What matters"),
        ("pages/breaking_points.py", "Breaking points"),
    ),
    "Evidence": (
        ("pages/record.py", "Record"),
        ("pages/validation.py", "Validation"),
        ("pages/assumptions.py", "Assumptions"),
    ),
}
PAGES = tuple(page for pages in SECTIONS.values() for page in pages)


def url_path(path: str) -> str:
    """The path of a page in the address: the name of its file. Until the navigation is set, Streamlit looks for the file."""
    return pathlib.PurePosixPath(path).stem


def set_navigation():
    """The navigation of the app; calling it is what turns Streamlit's own routing of `pages/` off.

    The first page is the default, whose address has no path; it answers at its own name as well, like the others.
    """
    sections = {
        name: [st.Page(path, title=title, url_path=url_path(path)) for path, title in pages]
        for name, pages in SECTIONS.items()
    }
    first, title = PAGES[0]
    sections[""] = [
        st.Page(first, title=title, url_path="home", default=True),
        st.Page(first, title=title, url_path=url_path(first), visibility="hidden"),
    ]
    return st.navigation(sections, position="top", expanded=True)


def siblings(title: str) -> tuple[tuple[str, str], ...]:
    """The pages of the section that has a page of this title."""
    return next(pages for pages in SECTIONS.values() if title in {name for _, name in pages})
