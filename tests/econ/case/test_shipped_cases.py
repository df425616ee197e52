"""Each case that ships stands everywhere the first one does: in every corner of its box, in its books, beside what was published."""

import numpy as np
import pytest
from support.paths import ROOT
from support.strategies import box, corners, without_value

import econ
from econ.accounts.identities import LIGHT_FAILS, check_identities
from econ.case.case import parse
from econ.case.library import shipped_cases
from econ.cli import main
from econ.views import record
from econ.views.price_list import LIST_OF_NAME, steps_in_force

DRAWS = 100
OTHERS = [shipped.path for shipped in list(shipped_cases().values())[1:]]


@pytest.fixture(scope="module", params=OTHERS, ids=lambda path: path.parent.name)
def other(request):
    """A case that ships beside the first."""
    return econ.load(request.param)


def not_numbers(outlook):
    """Keys that are neither finite nor, where they may be, beyond the horizon, or without a value that nobody can serve."""
    case, wrong = outlook.case, []
    for name, quantity in case.model.quantities.items():
        for key in case.key_indices(name):
            fine = np.isfinite(outlook[key]) | (np.isposinf(outlook[key]) & quantity.may_be_beyond)
            fine = np.where(without_value(case, outlook, key), np.isnan(outlook[key]), fine)
            wrong += [key] * (not np.all(fine))
    return wrong


def test_every_preset_and_stress_runs_and_its_identities_hold(other):
    for preset in other.presets:
        for stress in ((), *((name,) for name in other.stresses)):
            outlook = econ.run(other.scenario(preset, stresses=stress))
            lights = check_identities(outlook)
            assert not not_numbers(outlook), (preset, stress)
            assert LIGHT_FAILS not in set(lights["light"]), (preset, stress)


def test_every_quantity_is_a_number_in_every_corner(other):
    _, rows = corners(other)
    assert not not_numbers(econ.run(other.scenario(), rows))


@pytest.mark.parametrize("seed", range(2))
def test_every_quantity_is_a_number_at_random_points_of_the_box(other, seed):
    outlook = econ.run(other.scenario(), box(other, seed, DRAWS))
    assert not not_numbers(outlook)
    assert LIGHT_FAILS not in set(check_identities(outlook)["light"])


def test_a_judgement_has_a_reason_and_any_other_basis_a_document(other):
    for preset in other.presets:
        for key in other.keys():
            belief = other.belief(key, preset)
            for origin in belief.steps or (belief,):
                why = origin.note if belief.steps else belief.why
                document = other.sources[origin.source]
                assert why.strip() if origin.basis == "judgement" else document.title, key
                assert origin.basis == "judgement" or origin.source != "own", key


def test_published_figures_are_compared_with_the_model_and_the_error_is_stated(other):
    outlooks = [econ.run(other.scenario(preset)) for preset in list(other.presets)[:2]]
    table = record.reported_table(outlooks[0], outlooks[-1])
    assert len(table) == len(other.reported)
    for (_, row), figure in zip(table.iterrows(), other.reported.values(), strict=True):
        assert row["what"].startswith(figure.what)
        assert row["against it"] in ("within", "fitted to it") or row["against it"][0].isdigit()


# The figures of the filings of Zhipu, and how far the model is from them.


@pytest.fixture(scope="module")
def zhipu():
    return econ.load(shipped_cases()["zhipu"].path)


@pytest.fixture(scope="module")
def now(zhipu):
    return econ.run(zhipu.scenario("november-2026"))


def test_the_record_of_zhipu_has_its_published_figures(zhipu):
    assert len(zhipu.reported) >= 3


def test_revenue_of_the_first_half_is_met_within_a_fifth(zhipu, now):
    figure = zhipu.reported["half"]
    half = 4 * now.at("initial_revenue", 0) + now["revenue"][0, :2].sum()
    assert (figure.low, figure.quantity) == (0.954, "revenue")
    assert half == pytest.approx(figure.low, rel=0.2)


def test_gross_margin_is_met_within_five_points(zhipu, now):
    figure = zhipu.reported["margin"]
    weights = sum(now[key][0, :2] for key in zhipu.key_indices("api_revenue"))
    margin = np.average(now["gross_margin"][0, :2], weights=weights)
    assert figure.low == 0.264 and margin == pytest.approx(figure.low, abs=0.05)


def test_the_run_rate_of_august_is_met_within_a_half(zhipu, now):
    figure = zhipu.reported["run_rate"]
    dollars = now.at("revenue", 3) * 12_000 / now.at("yuan_per_dollar", 0)
    assert figure.low == 1_600 and figure.low / 2 < dollars < figure.low


def test_the_company_is_not_among_its_rivals_and_has_its_own_tiers(zhipu, case):
    assert not {"glm", "glm_flash"} & set(zhipu.elements["competitor"])
    assert {"glm", "glm_flash"} <= set(case.elements["competitor"])
    assert not set(zhipu.elements["tier"].values()) & set(case.elements["tier"].values())
    assert zhipu.elements["chip"] == case.elements["chip"]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.parent.name)
def test_every_command_of_the_shell_takes_the_file(path, tmp_path, capsys):
    out = str(tmp_path / "ensemble")
    for words in (
        ["run"],
        ["list", "--scenarios"],
        ["explain", "cash"],
        ["validate"],
        ["ensemble", "--draws", "8", "--workers", "1", "--out", out],
        ["ensemble", "--draws", "8", "--workers", "1", "--out", out],  # the same work, done already
    ):
        assert main([*words, "--file", str(path)]) == 0, (words, capsys.readouterr().err)
    output = capsys.readouterr().out
    assert (
        "already" in output
        and econ.load(path).presets[econ.load(path).default_preset].title in output
    )


def test_figures_of_the_fleet_leave_out_no_platform_with_cards():
    for name, shipped in shipped_cases().items():
        case = econ.load(shipped.path)
        for preset in case.presets:
            outlook = econ.run(case.scenario(preset), keep=["fleet"])
            serving = {
                platform
                for platform in case.elements["platform"]
                if np.any(outlook[f"fleet.{platform}"] > 0.0)
            }
            assert serving <= set(case.story.platforms), (name, preset)


@pytest.mark.parametrize("path", [shipped.path for shipped in shipped_cases().values()])
def test_the_list_changes_in_no_month_that_the_record_compares_or_scores(path):
    """The price of such a month would be the average of two lists."""
    case = econ.load(path)
    assert case.story.compared_months and case.story.scored_months
    for preset in case.presets:
        outlook = econ.run(case.scenario(preset))
        changed = {
            case.month_of(step.start)
            for name in LIST_OF_NAME.values()
            for step in steps_in_force(outlook, f"{name}.{case.story.tier}")
            if step.start >= case.start
        }
        assert not changed & {*case.story.compared_months, *case.story.scored_months}


@pytest.mark.parametrize("months", ["[2, 2]", "[4, 2]", "[0, 60]", "[-1, 2]"])
def test_months_of_the_story_are_in_order_and_within_the_horizon(months):
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    with pytest.raises(
        econ.AssumptionError, match="whole months of the plan from 0 to 59"
    ) as caught:
        parse(text.replace("scored_months = [2, 4, 6]", f"scored_months = {months}"))
    assert len(caught.value.problems) == 1 and "«scored_months»" in caught.value.problems[0]
