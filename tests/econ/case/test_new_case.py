"""A company of your own: its command writes a file that loads, and says what is copied and what is a half."""

import re
import tomllib

import pytest

import econ
from econ.case import library
from econ.case.library import FILE_NAME, new_case_path, shipped_cases
from econ.cli import main

COPIED = "Copied to begin with; not known yet."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder for cases instead of the project's own."""
    monkeypatch.setattr(library, "FOLDER", tmp_path / "cases")
    return tmp_path / "cases"


def test_a_new_case_is_listed_and_extends_the_shipped_one(case, folder):
    assert main(["new-case", "acme"]) == 0
    new = econ.load(shipped_cases()["acme"].path)
    assert (
        new.company == new.title == "Acme"
        and len(new.elements["tier"]) == len(new.elements["round"]) == 1
    )
    for dimension in ("chip", "shape", "competitor", "workload", "platform"):
        assert new.elements[dimension] == case.elements[dimension]
    inherited = {
        key: (new.beliefs[key], case.beliefs[key]) for key in new.beliefs if key in case.beliefs
    }
    for key, (mine, theirs) in inherited.items():
        assert (mine.first, mine.why) == (theirs.first, COPIED) or mine == theirs, key
    assert inherited["initial_cash"][0].why == inherited["initial_fleet.h800"][0].why == COPIED
    text = shipped_cases()["acme"].path.read_text("utf-8")
    stated = tomllib.loads(text)["tier"]["model_acme"]
    of_others = {*new.elements["workload"], *new.elements["competitor"]}
    for name in stated.keys() - {"label", "shape"} - of_others:
        believed = case.beliefs[f"{name}.{case.story.tier}"]
        assert new.beliefs[f"{name}.model_acme"].base == believed.first, name
    assert case.title not in text and case.company not in text
    assert len(text.splitlines()) < 240


@pytest.mark.parametrize(
    ("name", "title"), [("my-lab", "My lab"), ("2go", "2go"), ("a-b-c", "A b c"), ("x", "X")]
)
def test_the_company_and_its_model_are_called_after_the_name_with_a_capital(folder, name, title):
    assert main(["new-case", name]) == 0
    new = econ.load(shipped_cases()[name].path)
    assert new.company == new.title == title
    assert list(new.elements["tier"].values()) == [f"{title} model"]


# The fleet and the orders of the other company.
ORDERS_AND_FLEET = (
    "initial_fleet",
    "first_delivery",
    "share_of_output",
    "first_order",
    "first_order_month",
    "follow_on_start",
    "follow_on_orders",
)


def test_fleet_and_orders_of_the_other_company_are_marked_as_copied(case, folder):
    assert main(["new-case", "acme"]) == 0
    new = econ.load(shipped_cases()["acme"].path)
    for name in ORDERS_AND_FLEET:
        for platform in case.elements["platform"]:
            mine, theirs = (some_case.beliefs[f"{name}.{platform}"] for some_case in (new, case))
            assert (mine.basis, mine.why) == ("judgement", COPIED), (name, platform)
            assert mine.base == theirs.base


def test_all_that_the_other_company_has_or_decides_is_marked_as_copied(case, folder):
    assert main(["new-case", "acme"]) == 0
    new = econ.load(shipped_cases()["acme"].path)
    owned = {name for name, assumption in new.assumptions.items() if assumption.of_company}
    assert len(owned) > 20 and {"sales_staff", "training_ratio", "initial_cash"} <= owned
    for key, belief in new.beliefs.items():
        if key.partition(".")[0] in owned:
            assert (belief.basis, belief.why) == ("judgement", COPIED), key
    for name in owned & set(case.keys()):
        assert new.beliefs[name].base == case.beliefs[name].base
    assert new.story.turns_cut[:-1] == case.story.turns_cut[:-1]
    assert new.story.turns_cut[-1] == f"price_elasticity.{new.story.tier}"


@pytest.mark.parametrize("name", ["kimi", "2go", "a--b", "h800", "chat"])
def test_a_case_may_be_called_like_a_rival_a_platform_or_with_a_digit_first(folder, name):
    assert main(["new-case", name]) == 0
    econ.run(econ.load(shipped_cases()[name].path).scenario())


def test_any_rival_can_be_left_out_as_the_comment_says(case, folder):
    assert main(["new-case", "acme"]) == 0
    path = shipped_cases()["acme"].path
    text = path.read_text("utf-8")
    for rival in case.elements["competitor"]:
        left_out = re.sub("# (?=\\[without\\])", "", text)
        left_out = left_out.replace('# competitor = ["name"]', f'competitor = ["{rival}"]')
        lines = [line for line in left_out.splitlines() if not line.startswith(f"{rival}.")]
        path.write_text("\n".join(lines), "utf-8")
        assert rival not in econ.load(path).elements["competitor"]


def test_the_stress_halves_the_demand_and_says_that_it_does(folder):
    assert main(["new-case", "acme"]) == 0
    path = shipped_cases()["acme"].path
    new = econ.load(path)
    key = "reference_spend.model_acme"
    assert new.stresses["demand-halves"].values[key] == new.beliefs[key].base / 2
    (line,) = (line for line in path.read_text("utf-8").splitlines() if f'"{key}" =' in line)
    assert line.endswith("# half of the base above")


@pytest.mark.parametrize("name", ["Acme", "a b", "../x", "", "acme/..", "é"])
def test_a_name_that_cannot_be_a_folder_or_an_address_is_refused(folder, name, capsys):
    assert main(["new-case", name]) == 2
    assert "small letters" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize("length", [61, 300, 5000])
def test_a_name_that_is_too_long_is_refused_in_one_line(folder, length, capsys):
    assert main(["new-case", "a" * length]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"the name of a case has at most 60 characters, not {length}"
    ]
    assert not folder.exists()
    assert main(["new-case", "a" * 60]) == 0


def test_a_case_is_never_overwritten(folder, capsys):
    assert main(["new-case", "acme"]) == 0
    before = (folder / "acme" / FILE_NAME).read_text("utf-8")
    assert main(["new-case", "acme"]) == 2
    assert "there is a case «acme» already" in capsys.readouterr().err
    assert (folder / "acme" / FILE_NAME).read_text("utf-8") == before
    with pytest.raises(econ.AssumptionError, match="already"):
        new_case_path(next(iter(shipped_cases())))
