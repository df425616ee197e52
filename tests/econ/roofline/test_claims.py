"""Published claims that are not in the fit: each is computed from the model, and none is typed."""

import math
import re

import pytest
from support.claims import claims_of
from support.paths import ROOT

import econ
from econ.roofline.measurements import fitted_measurements
from econ.roofline.prediction import evaluate_roofline
from econ.roofline.publications import publication
from econ.units import UNITS

CLAIMS = publication("claims")["claim"]


def test_each_claim_has_a_unit_a_reading_a_source_and_a_date(case):
    for claim in claims_of(case).values():
        assert claim.unit in UNITS and claim.published > 0.0
        assert claim.reading.endswith(".") and claim.source and re.search(r"\b20\d\d$", claim.date)
    assert len(claims_of(case)) == len(CLAIMS)


def test_the_file_holds_no_computed_number(case):
    text = (ROOT / "data" / "claims.toml").read_text("utf-8")
    for claim in claims_of(case).values():
        if not math.isnan(claim.computed):
            for digits in (3, 4):
                assert f"{float(f'{claim.computed:.{digits}g}'):g}" not in text, claim.name


def test_no_claim_is_a_point_of_the_fit(case):
    for claim in CLAIMS:
        stated = claim["model"]
        for points in fitted_measurements(case):
            for chip, shape, measured in zip(
                points.chips, points.shapes, points.measured, strict=True
            ):
                same = (chip, shape) == (stated.get("chip"), stated["shape"])
                assert not (same and math.isclose(measured, claim["published"], rel_tol=1e-3))


@pytest.mark.parametrize(
    "stated", [c for c in CLAIMS if c["model"]["measure"] == "output"], ids=lambda c: c["name"]
)
def test_output_is_the_rooflines_or_undefined_where_the_target_is_missed(case, stated):
    model = stated["model"]
    names = ["decode_throughput", "tpot", "step_tokens", "request_time", "fixed_time"]
    at = evaluate_roofline(
        case.scenario(), [model["chip"]], [model["shape"]], model["decode"], names
    )
    computed = claims_of(case)[stated["name"]].computed
    target = model["decode"].get("latency_promise", math.inf)
    if at["tpot"][0] > target * (1.0 + 1e-9):
        assert math.isnan(computed)
    elif "ratio_to" not in model:
        output = at["decode_throughput"][0]
        price = model.get("hour_price")
        wanted = output if price is None else price / output * 1e6 / 3600.0
        assert computed == pytest.approx(wanted, rel=1e-12)


def test_the_ratio_of_two_chips_is_that_of_their_own_claims(case):
    ratio, *others = (
        claim
        for suffix in ("relative to GB200", "on GB300, 8K", "on GB200, 8K")
        for name, claim in claims_of(case).items()
        if suffix in name
    )
    first, second = others
    assert ratio.computed == pytest.approx(first.computed / second.computed, rel=1e-12)
    # The published ratio is that of the published numbers, as far as they are rounded.
    assert ratio.published == pytest.approx(first.published / second.published, abs=0.01)


def test_less_memory_where_prompts_are_read_widens_the_gap_between_the_chips(case):
    name = next(name for name in claims_of(case) if "relative to GB200" in name)
    ratios = [
        claims_of(case, activation_copies=copies)[name].computed for copies in (1.0, 4.0, 64.0)
    ]
    assert ratios == sorted(ratios) and ratios[0] < ratios[-1]


def test_a_claim_follows_the_scenario(case):
    before = claims_of(case)
    for name, claim in claims_of(case, **{"layer_latency.ascend_950dt": 160.0}).items():
        if "950DT" in name:
            assert claim.computed < before[name].computed
        elif "operator" not in name and not math.isnan(claim.computed):
            assert claim.computed == before[name].computed


def test_a_case_without_the_chip_or_the_shape_leaves_the_claim_out(root):
    other = econ.load(root / "cases" / "zhipu" / "assumptions.toml")
    names = claims_of(other)
    assert 0 < len(names) < len(CLAIMS)
    assert not [name for name in names if "operator" in name]
