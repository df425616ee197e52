"""Figures that others publish: each row has its source and its date, and the table has the number of the scenario with it."""

import csv
import datetime
import json
import urllib.parse

import econ
from econ.case.file.starting_file import starting_text
from econ.cli import main
from econ.data import CASE_FILE
from econ.units import format_plain
from econ.views.public_figures import PUBLIC_FIGURES, public_table, readings
from econ.views.years import yearly_figures

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


def rows_beside(outlook, key):
    """The rows of the file that have a row of the scenario beside them, each with its row of the table."""
    table = public_table(outlook)
    return [
        (record, dict(zip(table, row, strict=True)))
        for record, row in zip(records(), table.to_numpy().tolist(), strict=True)
        if record["beside"] == key
    ]


def test_what_is_beside_a_figure_is_a_row_of_the_years_or_a_quantity_of_an_element(case, april):
    rows = {figure.key for figure in yearly_figures(april)}
    for record in records():
        name, _, element = record["beside"].partition(".")
        if record["beside"] and record["beside"] not in rows:
            assert element in case.elements[case.model.quantities[name].per[0]], record


def test_the_scenario_is_beside_a_figure_in_the_unit_of_the_figure(november):
    tokens = sum(
        november.at(f"{key}.{tier}", 59)
        for key in ("served_tokens", "served_app_tokens")
        for tier in november.case.elements["tier"]
    ) / (365.25 / 12)
    for record, row in rows_beside(november, "all-tokens"):
        assert row["scenario, last year"] == format_plain(tokens, 3)
        assert row["last year against it"] == f"{format_plain(tokens / float(record['value']), 2)}x"
    hour = november.at("owned_hour_cost.h200", 11) / november.at("yuan_per_dollar", 11)
    ((_, row),) = rows_beside(november, "owned_hour_cost.h200")
    assert row["scenario, first year"] == format_plain(hour, 3)
    hits = november.at("cache_hit_share.flash", 11)
    paid = hits * november.at("cached_input_price.flash", 11)
    paid += (1.0 - hits) * november.at("input_price.flash", 11)
    ((_, row),) = rows_beside(november, "paid-input.flash")
    assert row["scenario, first year"] == format_plain(paid / november.at("yuan_per_dollar", 11), 3)


def test_a_company_without_a_tier_has_nothing_beside_its_figures(tmp_path):
    path = tmp_path / "assumptions.toml"
    path.write_text(starting_text("acme", CASE_FILE, tmp_path), "utf-8")
    outlook = econ.run(econ.load(path).scenario())
    rows = rows_beside(outlook, "paid-input.flash")
    assert rows and not any(row["scenario, last year"] for _, row in rows)
    assert all(row["scenario, last year"] for _, row in rows_beside(outlook, "all-tokens"))
    assert readings(outlook)


def test_the_command_prints_the_published_figures_alone(capsys):
    sources = [record["source"] for record in records()]
    assert main(["years", "--public", "--format", "csv"]) == 0
    assert [
        row["source"] for row in csv.DictReader(capsys.readouterr().out.splitlines())
    ] == sources
    assert main(["years", "--public", "--format", "json"]) == 0
    assert [row["source"] for row in json.loads(capsys.readouterr().out)] == sources
