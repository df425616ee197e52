"""Wiring: every assumption is used, every cause exists, and a forced quantity does not read its causes."""

import types

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.sampling import few, sample

import econ
from econ.arrays import AXES
from econ.engine.evaluate import evaluate
from econ.engine.model import Model
from econ.engine.quantity import ModelError, collect, quantity
from econ.engine.vocabulary import total

ONE = (1,) * AXES
# Quantities that are computed to be shown and feed nothing else.
ENDS = [
    "adjusted_net_income",
    "affordable_cut",
    "api_margin",
    "balance_gap",
    "book_api_margin",
    "brake_month",
    "break_even_volume",
    "cash_api_margin",
    "clearing_multiple",
    "communication_share",
    "cut_capacity_need",
    "decision_runway",
    "depreciation",
    "dollar_price",
    "founder_stake",
    "gross_burn",
    "gross_margin",
    "gross_profit_value",
    "lerner_margin",
    "liquidation_preference",
    "liquidity_runway",
    "lock_up_end",
    "lowest_cash",
    "marginal_serving_cost",
    "next_release_is_out",
    "open_redemption_claims",
    "other_stake",
    "participation_cap",
    "plan_value",
    "planned_allocation",
    "platform_cached_cost",
    "pool_stake",
    "power_drawn",
    "preference_rank",
    "prepaid_tokens",
    "pro_rata_cheque",
    "rent_break_even",
    "rival_dollar_price",
    "rival_gross_profit",
    "runway",
    "served_share",
    "share_in_use",
    "supply_landed",
    "taken_elsewhere",
    "tier_room",
    "token_flop",
    "unit_margin",
    "unmet_demand",
]


def model(*functions, **inputs):
    """A model of a few equations; an input is per nothing, or per what is given."""
    return Model(
        {f.quantity.name: f.quantity for f in functions},
        {n: per or () for n, per in inputs.items()},
    )


def run(toy, months=4, sizes=(1, 1, 1, 1, 1), draws=1, forced=None, keep=None, **inputs):
    """Run a toy model on plain numbers."""
    given = {
        name: np.asarray(value, dtype=float).reshape(ONE) if np.ndim(value) == 0 else value
        for name, value in inputs.items()
    }
    return evaluate(toy, given, months, sizes, draws, forced, keep)


def problems(*functions, **inputs):
    """The sentences with which a model is refused."""
    with pytest.raises(ModelError) as refused:
        model(*functions, **inputs)
    return "\n".join(refused.value.problems)


@quantity("x")
def doubled(one):
    """Twice the input."""
    return one * 2.0


@quantity("x")
def grown(opening_grown, doubled):
    """A stock that grows by a constant."""
    return opening_grown + doubled


def elements(case, name):
    """The keys of a quantity, one for each of its elements."""
    keys = [name]
    for dimension in case.per(name):
        keys = [f"{key}.{element}" for key in keys for element in case.elements[dimension]]
    return keys


def test_every_assumption_is_used_by_an_equation(case):
    read = {
        source for name in case.model.quantities for _, source in case.model.causes(name).values()
    }
    criteria = {name for name, assumption in case.assumptions.items() if assumption.criterion}
    assert set(case.assumptions) - criteria <= read and not criteria & read
    assert set(case.model.inputs) <= read


def test_every_quantity_is_reached_from_the_headline_or_is_an_end(case):
    read = {
        source
        for name in case.model.quantities
        for _, source in case.model.causes(name).values()
        if source != name
    }
    ends = case.model.quantities.keys() - read
    assert not [f"add «{name}» to ENDS, or have an equation read it" for name in ends - {*ENDS}]
    assert not [f"take «{name}» from ENDS: it is read, or is gone" for name in {*ENDS} - ends]
    assert sorted(ENDS) == ENDS, "ENDS is in alphabetical order"
    assert case.model.needed(ENDS) >= case.model.quantities.keys()


def test_the_front_levers_all_reach_the_runway(case):
    reached = case.model.needed(["runway"])
    assert {key.split(".")[0] for key in case.levers["front"]} <= reached


def test_an_unknown_cause_is_named_with_the_nearest_name():
    @quantity("x")
    def wants(double):
        """Needs a cause that is not there."""
        return double

    assert "«wants» needs «double»" in problems(doubled, wants, one=None)
    assert "«doubled»" in problems(doubled, wants, one=None)


def test_two_equations_of_one_name_are_refused():
    modules = []
    for name in ("first", "second"):
        module = types.ModuleType(name)
        module.doubled = types.FunctionType(doubled.__code__, {}, "doubled")
        module.doubled.__module__ = name
        quantity("x")(module.doubled)
        modules.append(module)
    with pytest.raises(ModelError, match="«doubled»"):
        collect(modules)
    assert list(collect(modules[:1])) == ["doubled"]


def test_a_name_for_an_input_and_an_equation_is_refused():
    assert "«doubled» is an input and an equation" in problems(doubled, one=None, doubled=None)


def test_a_loop_within_a_month_is_refused_and_printed():
    @quantity("x")
    def hen(egg):
        """From an egg."""
        return egg

    @quantity("x")
    def egg(hen):
        """From a hen."""
        return hen

    said = problems(hen, egg)
    assert "within one month" in said and "hen" in said and "egg" in said


def test_a_loop_through_time_is_no_loop_within_a_month():
    @quantity("x", starts_empty=True)
    def hen(opening_egg):
        """From last month's egg."""
        return opening_egg + 1.0

    @quantity("x", starts_empty=True)
    def egg(hen):
        """From this month's hen."""
        return hen

    assert run(model(hen, egg))["egg"].ravel().tolist() == [1.0, 2.0, 3.0, 4.0]


def test_the_last_month_cannot_be_read_inside_its_own_loop():
    @quantity("x", starts_empty=True)
    def prophet(opening_prophet, final_prophet):
        """Knows its end."""
        return opening_prophet + final_prophet

    assert "prophet" in problems(prophet)


def test_an_unused_input_and_a_stock_without_a_beginning_are_named_at_once():
    said = problems(doubled, grown, one=None, spare=None)
    assert "«spare» is used by no equation" in said and "there is no «initial_grown»" in said


def test_spreading_over_a_dimension_that_is_not_declared_is_named():
    @quantity("x")
    def flat(each):
        """Forgets to sum."""
        return each + 0.0

    @quantity("x")
    def sum_of(each):
        """Sums."""
        return total(each, "platform")

    each = np.arange(3.0).reshape((3,) + (1,) * (AXES - 1))
    with pytest.raises(ModelError, match="«flat» differs by platform, but"):
        run(model(flat, each=("platform",)), sizes=(3, 1, 1, 1, 1), each=each)
    assert (
        run(model(sum_of, each=("platform",)), sizes=(3, 1, 1, 1, 1), each=each)["sum_of"].item()
        == 3.0
    )


def test_every_mistyped_dimension_and_unit_is_named_with_its_quantity_at_once():
    @quantity("x", per=("platfrm", "tier"))
    def first(one):
        """Has a dimension that does not exist."""
        return one

    @quantity("shere")
    def second(one):
        """Has a unit that does not exist."""
        return one

    module = types.ModuleType("toy")
    for function in (first, second):
        function.__module__ = "toy"
        setattr(module, function.__name__, function)
    with pytest.raises(ModelError) as refused:
        collect([module])
    assert refused.value.problems == (
        "«first» is declared per «platfrm», which is not a dimension; the nearest is «platform»",
        "«second» is declared in «shere», which is not a unit; the nearest is «share»; "
        "all units are in econ/units.py",
    )


def test_a_function_without_a_declaration_in_an_equation_module_is_refused():
    module = types.ModuleType("toy")

    def forgotten(one):
        """Has no unit."""
        return one

    forgotten.__module__, module.forgotten, module.doubled = "toy", forgotten, doubled
    with pytest.raises(ModelError, match="«forgotten» is no quantity yet"):
        collect([module])
    module.forgotten = quantity(forgotten)  # the brackets are forgotten
    with pytest.raises(ModelError, match="«forgotten» is no quantity yet"):
        collect([module])


def test_an_equation_outside_loops_is_called_once():
    calls = {"still": 0, "moving": 0, "looping": 0}

    @quantity("x")
    def still(one):
        """Without time."""
        calls["still"] += 1
        return one

    @quantity("x")
    def moving(month, still):
        """With time."""
        calls["moving"] += 1
        return month * still

    @quantity("x", starts_empty=True)
    def looping(opening_looping, moving):
        """Feeds back."""
        calls["looping"] += 1
        return opening_looping + moving

    values = run(model(still, moving, looping, one=None), months=7, one=2.0)
    assert calls == {"still": 1, "moving": 1, "looping": 7}
    assert values["still"].shape == ONE and values["looping"].ravel()[-1] == 42.0


def test_only_the_requested_quantities_are_kept(case):
    kept = econ.run(case.scenario(), keep=["serving_cost"])
    assert "serving_cost" in kept.values and "cash" not in kept.values
    assert np.array_equal(kept["serving_cost.pro"], econ.run(case.scenario())["serving_cost.pro"])


def test_a_forced_quantity_is_cut_off_from_its_causes(case, april):
    late = case.scenario(overrides={"fleet": 12345.0, "delivery_delay.ascend_950dt": 30.0})
    forced = econ.run(late)
    assert np.all(forced["fleet.ascend_950dt"] == 12345.0) and np.all(
        forced["fleet.h800"] == 12345.0
    )
    assert np.any(forced["deliveries.ascend_950dt"] != april["deliveries.ascend_950dt"])
    assert np.any(forced["token_capacity.pro"] != april["token_capacity.pro"])


def test_forcing_one_element_leaves_the_others(case):
    """Each platform's own orders stay as planned, so that nothing but what was forced moves a fleet."""
    planned, forced = (
        econ.run(case.scenario(overrides=AS_PLANNED | changes))
        for changes in ({}, {"fleet.ascend_950dt": 777.0})
    )
    assert np.all(forced["fleet.ascend_950dt"] == 777.0)
    for platform in case.elements["platform"].keys() - {"ascend_950dt"}:
        assert np.array_equal(forced[f"fleet.{platform}"], planned[f"fleet.{platform}"])


def test_a_path_can_be_forced_inside_a_loop(case):
    path = [float(month) for month in range(case.months)]
    forced = econ.run(case.scenario(overrides={"demand.pro": path, "net_cash_flow": path}))
    assert forced["demand.pro"][0].tolist() == path
    assert np.allclose(np.diff(forced["cash"][0]), path[1:])


def test_a_path_forced_on_a_beginning_counts_from_its_first_month_or_is_refused_by_name(case):
    path = [5000.0] * case.months
    at_once = econ.run(case.scenario(overrides={"initial_order_backlog": 5000.0}))
    try:
        forced = econ.run(case.scenario(overrides={"initial_order_backlog": path}))
    except (ModelError, econ.AssumptionError) as refused:
        assert "initial_order_backlog" in str(refused)
    else:
        assert np.array_equal(forced["cash"], at_once["cash"])


def test_forcing_any_quantity_to_what_it_was_changes_nothing(case, april):
    finite = [name for name, q in case.model.quantities.items() if not q.may_be_beyond]
    for name in few(sample(finite, 80), 20):
        own = {key: april[key][0].tolist() for key in elements(case, name)}
        own = {key: path[0] if name.startswith("initial_") else path for key, path in own.items()}
        forced = econ.run(case.scenario(overrides=own))
        for key in ("cash", "runway", "founder_stake", "demand.pro", "fleet.ascend_950dt", *own):
            assert np.array_equal(forced[key], april[key]), (name, key)


def test_every_quantity_comes_after_what_it_reads_this_month(case):
    order = [name for names, _ in case.model.blocks for name in names]
    assert sorted(order) == sorted(case.model.quantities)
    now = {
        name: [
            s
            for t, s in case.model.causes(name).values()
            if t == "now" and s in case.model.quantities
        ]
        for name in order
    }
    assert all(
        order.index(cause) < order.index(name) for name, causes in now.items() for cause in causes
    )


def test_what_is_stepped_together_is_what_needs_each_other(case):
    """By the definition: quantities of which each needs the others, at any time, and itself."""
    needed = {
        name: case.model.needed(source for _, source in case.model.causes(name).values())
        for name in case.model.quantities
    }
    for names, feeds_back in case.model.blocks:
        first = names[0]
        loop = {
            first,
            *(name for name in needed if name in needed[first] and first in needed[name]),
        }
        assert set(names) == loop and feeds_back == (first in needed[first]), first


def test_the_order_of_a_model_is_found_without_a_walk_for_each_quantity(case, monkeypatch):
    """A law of work and not of seconds: a case is read, and a model cut, many times a minute."""
    monkeypatch.delattr(Model, "needed")
    assert Model(case.model.quantities, case.model.inputs).blocks == case.model.blocks
