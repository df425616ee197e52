"""The case year by year: sums are those of the months, the page in docs is what the command prints, and what it says is so."""

import re

import numpy as np
import pytest

import econ
from econ.cli import main
from econ.units import format_value
from econ.views.public_figures import middle_training_ratios, public_records
from econ.views.years import year_table, yearly_figures

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
    command = f"years --preset {preset} --futures 1024"
    assert f"python -m econ {command}\n" in page
    assert main(command.split()) == 0
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
    """It is between 40 and 90 per cent, as the page of years says of both presets; of other plans it is no law."""
    outlook = econ.run(case.scenario(preset))
    used = by_year(outlook, "utilisation", np.mean)
    assert np.all((used >= 0.4) & (used <= 0.9))


@pytest.mark.parametrize("preset", PRESETS)
def test_price_cost_and_price_of_hosts_fall_together(case, preset):
    outlook = econ.run(case.scenario(preset))
    for key in ("blended_price.pro", "blended_cost.pro", "host_price.pro"):
        assert np.all(np.diff(outlook[key][0, 11::12]) < 0.0), key


def test_no_number_is_typed_on_the_page_in_docs(root):
    page = (root / "docs" / "years.md").read_text("utf-8")
    prose = re.sub(r"```.*?```", "", page, flags=re.S)
    names = r"\b(?:V\d[\w-]*|H\d+|950DT|November 2026|April 2026)\b"
    assert not re.search(r"\d", re.sub(names, "", prose))


def test_what_the_page_in_docs_says_without_a_number_is_so(april, november):
    """The sentences of the page that compare: training, value, hours, input and margins against the published figures."""
    published = {(row["name"], row["company"], row["period"]): row for row in public_records()}

    def value(*name):
        return float(published[name]["value"])

    round_value = value("Value of the first round after its money", "DeepSeek", "June 2026")
    american = value("Value against sales of 2025", "Anthropic", "June 2026")
    china = value("Tokens a day", "all of China", "March 2026")
    paid = value("Input of V4-Flash as it is paid for, at the maker", "DeepSeek", "May 2026")
    hour = value("Cost of owning an hour of the H200", "large owners", "June 2026")
    margins = [float(row["value"]) for row in public_records() if row["topic"] == "margin"]
    for outlook in (april, november):
        rows = {figure.key: figure.values for figure in yearly_figures(outlook)}
        rate = outlook.at("yuan_per_dollar", 11)
        assert rows["gross-profit"][-1] < round_value
        assert rows["value-multiple"][0] > american > rows["value-multiple"][-1]
        assert rows["all-tokens"][0] < china < rows["all-tokens"][-1] / 3.0
        assert rows["app-share"][-1] < rows["app-share"][0]
        assert np.all(np.diff(rows["training-growth"][1:]) < 0.0)
        assert rows["paid-input.flash"][0] / rate > paid
        assert outlook.at("owned_hour_cost.h800", 11) / rate < hour
        assert outlook.at("owned_hour_cost.h200", 11) / rate > hour
        assert np.all(rows["gross-margin"] > sorted(margins)[-2])
    staff = value("Staff", "DeepSeek", "June 2026")
    assert april.at("headcount", 11) < staff
    assert middle_training_ratios(april, 256).min() > 1.0
