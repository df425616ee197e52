"""The map of raising as it is drawn, and the table of the smallest raises."""

from econ.decisions.raising import compute_raise_map
from econ.views import raising as raising_view


def test_the_map_marks_the_rounds_that_are_too_late(april, raise_map):
    rows = raising_view.raise_map_figure(april, raise_map, "runway").data.to_pandas()
    kinds = rows.groupby("kind").size()
    months = raising_view.months_shown(raise_map)
    assert (
        kinds["cell"] + kinds["late"] == months * len(raise_map.amounts)
        and kinds["words"] == kinds["now"] == 1
    )
    assert kinds["late"] == raise_map.too_late[:months].sum() * len(raise_map.amounts)
    assert rows[rows["kind"] == "late"]["tip"].str.contains("too late").all()


def test_the_first_row_of_the_smallest_raises_is_the_scenario_as_it_is(april):
    table = raising_view.smallest_raise_table(april, "first")
    assert table.iloc[0, 0].endswith("bn yuan") and table.index[0] == "as it is"


def test_the_first_map_shown_is_one_that_varies(case, raise_map):
    assert raising_view.initial_raise_map(raise_map, case) == "runway"
    assert (
        raising_view.initial_raise_map(
            compute_raise_map(case.scenario("november-2026"), "later"), case
        )
        == "lowest_cash"
    )
