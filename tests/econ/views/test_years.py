"""The case year by year: sums are those of the months, the page in docs is what the command prints, and what it says is so."""

import re

import numpy as np
import pytest

import econ
from econ.cli import main
from econ.units import format_value
from econ.views.years import year_table

PRESETS = ("april-2026", "november-2026")


def by_year(outlook, key, over=np.sum):
    return over(outlook[key][0].reshape(-1, 12), axis=1)


def test_sums_and_year_ends_are_those_of_the_months(april):
    table = year_table(april).set_index("figure")
    assert next(iter(table.columns)) == "May 2026 to Apr 2027" and table.shape[1] == 5
    for figure, values, unit in (
        ("Revenue, bn yuan", by_year(april, "revenue"), "bn yuan"),
        ("Money in the bank, last month, bn yuan", april["cash"][0, 11::12], "bn yuan"),
        ("Utilisation, mean, share", by_year(april, "utilisation", np.mean), "share"),
        (
            "Gross margin, share",
            by_year(april, "gross_profit") / by_year(april, "revenue"),
            "share",
        ),
    ):
        expected = [format_value(float(value), unit, with_unit=False) for value in values]
        assert table.loc[figure].tolist() == expected, figure


@pytest.mark.parametrize("preset", PRESETS)
def test_the_page_in_docs_is_what_the_command_prints(root, capsys, preset):
    page = (root / "docs" / "years.md").read_text("utf-8")
    assert f"python -m econ years --preset {preset}" in page
    assert main(["years", "--preset", preset]) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.rstrip().splitlines()]
    fences = [text.rstrip().splitlines() for text in re.findall(r"```text\n(.*?)```", page, re.S)]
    assert printed in fences


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_command_has_other_forms(capsys, form):
    assert main(["years", "--format", form]) == 0
    assert "Gross margin, share" in capsys.readouterr().out


@pytest.mark.parametrize("preset", PRESETS)
def test_training_against_revenue_falls_as_the_company_grows(case, preset):
    outlook = econ.run(case.scenario(preset))
    ratios = by_year(outlook, "research_compute") / by_year(outlook, "revenue")
    assert np.all(np.diff(ratios[:4]) < 0.0) and ratios[-1] < 0.5 * ratios[0]


@pytest.mark.parametrize("preset", PRESETS)
def test_cards_are_neither_idle_nor_full_in_any_year(case, preset):
    """Between 40 and 90 per cent, as the page of years says of both presets; no law of other plans, whose cards are committed."""
    outlook = econ.run(case.scenario(preset))
    assert np.all(np.abs(by_year(outlook, "utilisation", np.mean) - 0.65) <= 0.25)


def test_price_cost_and_price_of_hosts_fall_together_in_april(april):
    for key in ("blended_price.pro", "blended_cost.pro", "host_price.pro"):
        assert np.all(np.diff(april[key][0, 11::12]) < 0.0), key


def test_hours_and_input_beside_public_figures_are_those_of_the_model(root, april, november):
    page = (root / "docs" / "years.md").read_text("utf-8")

    def hour(outlook, card):
        return outlook.at(f"owned_hour_cost.{card}", 11) / outlook.at("yuan_per_dollar", 11)

    assert f"H200 costs {hour(april, 'h200'):.2f} dollars" in page
    assert f"H800 costs {hour(april, 'h800'):.2f}" in page
    card = "ascend_950dt"
    assert (
        f"950DT costs {hour(april, card):.2f} in April's first year and {hour(november, card):.2f} in"
        in page
    )
    hits = november.at("cache_hit_share.flash", 11)
    paid = hits * november.at("cached_input_price.flash", 11)
    paid += (1.0 - hits) * november.at("input_price.flash", 11)
    rate = november.at("yuan_per_dollar", 11)
    assert (
        f"costs {paid / rate:.3f} dollars on the mix of all work, of which {hits:.0%}".rstrip("%")
        in page
    )
