"""Levers that the reader adds: any assumption, kept in the address, drawn once on every page, and removed without a change."""

import numpy as np
import pytest
from support.app_driver import DELAY, go, overrides, sound, start
from support.sampling import sample

from app import controls
from app.frame import own_levers
from app.parts import own_lever_keys
from econ.views.lever_search import matching_keys

POWER, PRICE = "power_per_card.ascend_950dt", "card_price.ascend_950dt"
FRONT = 7  # sliders of the sidebar on every page
PAGES = ("pages/compute_supply.py", "pages/price_cut_timing.py", "pages/funding_runway.py")


def keys(at):
    return [slider.key for slider in at.sidebar.slider]


def named(at):
    return at.session_state["session"].parameters.get(own_lever_keys.OWN_LEVERS, "")


def add(at, key):
    search(at, key)
    at.button(key=f"ui_add_{key}").click()
    return sound(at.run())


def search(at, words):
    """Open the box and type; return the keys that are offered."""
    at.session_state["ui_own_levers"] = True
    sound(at.run())
    at.text_input(key=own_levers.SEARCH).set_value(words)
    sound(at.run())
    offered = [button.key for button in at.button if button.key.startswith("ui_add_")]
    return [key.removeprefix("ui_add_") for key in offered]


def test_any_assumption_is_found_by_its_name_and_becomes_a_lever(root):
    at = start(root)
    before = keys(at)
    assert own_levers.SEARCH not in [box.key for box in at.text_input]  # only once it is opened
    add(at, POWER)
    assert keys(at) == [*before, POWER] and named(at) == POWER
    assert at.text_input(key=own_levers.SEARCH).value == ""
    assert POWER not in search(at, POWER)
    at.slider(key=POWER).set_value(1.5)
    assert overrides(sound(at.run())) == {POWER: 1.5}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("hbm", "hbm_shortfall"),
        ("HBM h20", "memory_bandwidth"),
        ("bandwidth tb/s", "memory_bandwidth"),
        ("power_per", "power_per_card"),
        ("supply kw/card", "power_per_card"),
    ],
)
def test_a_lever_is_found_by_key_label_meaning_unit_and_stage(case, words, name):
    keys = matching_keys(case, own_lever_keys.keys_for_levers(case), words)
    assert name in {key.split(".")[0] for key in keys[: own_levers.LISTED]}


def test_every_lever_is_found_by_its_own_name_first(case):
    keys = own_lever_keys.keys_for_levers(case)
    for key in sample(keys, 60):
        matches = matching_keys(case, keys, case.label_of(key).upper())
        assert key in matches and case.label_of(matches[0]) == case.label_of(key)


def test_a_search_for_nothing_and_for_what_is_nowhere_finds_nothing(case):
    keys = own_lever_keys.keys_for_levers(case)
    assert matching_keys(case, keys, " ") == matching_keys(case, keys, "no-such-word") == []


def test_what_is_typed_has_its_matches_and_their_number(root):
    at = start(root)
    assert search(at, "hbm") and any("assumptions have" in text.value for text in at.caption)
    assert search(at, "no-such-word") == []
    assert any("No assumption" in text.value for text in at.caption)


def test_a_removed_lever_leaves_its_value_in_force(root):
    at = start(root, **{own_lever_keys.OWN_LEVERS: f"{POWER},{PRICE}", POWER: "1.5"})
    assert keys(at)[-2:] == [POWER, PRICE] and overrides(at) == {POWER: 1.5}
    at.button(key=f"ui_remove_{POWER}").click()
    sound(at.run())
    assert keys(at)[-1] == PRICE and overrides(at) == {POWER: 1.5} and named(at) == PRICE
    at.button(key=f"ui_remove_{PRICE}").click()
    assert named(sound(at.run())) == ""


@pytest.mark.parametrize("page", PAGES)
def test_a_lever_of_a_page_that_is_added_stands_once_on_it(root, page):
    drawn = keys(go(start(root), page))
    own = keys(go(start(root, **{own_lever_keys.OWN_LEVERS: drawn[FRONT]}), page))
    assert own.count(drawn[FRONT]) == 1 and sorted(own) == sorted(drawn)


def test_a_front_lever_is_not_drawn_again(root):
    at = start(root, **{own_lever_keys.OWN_LEVERS: f"{DELAY},{POWER},{POWER}"})
    assert keys(at).count(DELAY) == 1 and keys(at).count(POWER) == 1


def test_what_the_address_names_wrongly_has_a_sentence_and_the_rest_is_drawn(root):
    at = start(root, **{own_lever_keys.OWN_LEVERS: f"power_per_cart.ascend_950dt,{POWER}"})
    (warning,) = at.warning
    assert "power\\_per\\_cart" in warning.value and "power\\_per\\_card" in warning.value
    assert keys(at)[-1] == POWER and named(at) == POWER


def test_more_levers_than_the_sidebar_holds_are_named(root, case):
    many = own_lever_keys.keys_for_levers(case)[40 : 40 + own_lever_keys.MOST_OWN_LEVERS + 1]
    at = start(root, **{own_lever_keys.OWN_LEVERS: ",".join(many)})
    assert len(at.warning) == 1 and "no room" in at.warning[0].value
    assert named(at).split(",") == list(many[:-1])


def test_levers_that_another_company_has_are_kept(root):
    at = start(root, **{own_lever_keys.OWN_LEVERS: f"{PRICE},load_factor"})
    at.sidebar.selectbox(key="company").select("zhipu").run()
    assert not at.exception and "load_factor" in named(at).split(",")


def test_every_assumption_can_be_a_lever(case, april):
    """A slider holds the base and the likely range, has at most a few hundred steps, and its numbers stay within the limits."""
    for key in own_lever_keys.keys_for_levers(case):
        assumption, belief = case.assumption_of(key), case.belief(key, april.scenario.preset, ())
        base = controls.number_of(april.scenario.value(key))
        lever = controls.Control(
            case=case, key=key, assumption=assumption, belief=belief, base=base, value=base
        )
        low, high, step = lever.span
        limits = assumption.limits
        assert limits[0] <= low <= base <= high <= limits[1], key
        if not (assumption.options or assumption.span or assumption.stops):
            assert low <= max(belief.low, limits[0]) and belief.high <= high, key
            assert step > 0 and (high - low) / step <= 5 * controls.STEPS + 1, key
            assert np.isclose(np.log10(step) % 1.0, [0.0, 1.0]).any() or assumption.step, key
