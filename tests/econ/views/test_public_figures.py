"""Figures that others publish: each row has its source and its date, and what stands beside it is the scenario's."""

import csv
import datetime
import urllib.parse

from econ.data import DATA

PUBLIC_FIGURES = DATA / "public_figures.csv"
BASES = {"filing", "disclosed", "reported", "analyst"}
NOTHING_PUBLISHED = "none"
FROM_A_SUMMARY, SITE_ONLY = "known from a summary", "only the site is known"


def records():
    """The rows of the file."""
    with PUBLIC_FIGURES.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_site(address):
    """Whether an address names a site and no page of it."""
    return urllib.parse.urlsplit(address).path in ("", "/")


def test_every_row_has_a_value_and_its_unit_period_source_and_date():
    assert len(records()) > 50
    for record in records():
        for column in ("topic", "name", "company", "unit", "period", "date", "source"):
            assert record[column].strip(), (column, record)
        datetime.date.fromisoformat(record["date"])
        if record["basis"] == NOTHING_PUBLISHED:
            assert not record["value"], record
        else:
            assert record["basis"] in BASES and float(record["value"]) > 0.0, record


def test_every_row_has_the_address_of_a_page_or_says_what_is_known_instead():
    for record in records():
        note = record["note"].casefold()
        if not record["address"]:
            assert FROM_A_SUMMARY in note, record
        elif is_site(record["address"]):
            assert SITE_ONLY in note, record


def test_no_figure_is_there_twice():
    figures = [(row["name"], row["company"], row["period"]) for row in records()]
    assert len(set(figures)) == len(figures)


def test_a_source_of_the_case_has_the_address_of_a_page_or_says_that_only_the_site_is_known(case):
    for name, source in case.sources.items():
        if source.address and is_site(source.address):
            assert SITE_ONLY in source.title, name
