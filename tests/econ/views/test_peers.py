"""Runways of peers: as published, by the definitions of the scenario, with a warning about a slip of the unit."""

from econ.decisions import default_alive
from econ.views import funding, peers


def test_r1_r2_u5_runways_of_peers_equal_the_published_ones(april):
    table = peers.peer_table(april, 11).set_index(["company", "at the end of"])
    shown = [
        "static runway, net burn",
        "static runway, operations alone",
        "loss-based runway",
        "loss per unit of revenue",
    ]
    assert table.loc[("Zhipu", "2025-06-30"), shown].tolist() == ["7.8", "11.5", "8.7", "9.17"]
    assert table.loc[("MiniMax", "2025-09-30"), shown].tolist() == [
        "37.5",
        "not disclosed",
        "53.3",
        "3.48",
    ]
    assert table.loc[("MiniMax", "2026-06-30"), shown].tolist() == [
        "not disclosed",
        "not disclosed",
        "27.1",
        "2.51",
    ]


def test_the_scenario_and_its_peers_use_the_same_definitions(april):
    own = peers.peer_table(april, 11).iloc[0]
    ends = funding.runway_ends(april, default_alive.default_alive_outlook(april.scenario), 11)
    assert (
        own["static runway, net burn"] == f"{ends['static'] - 12:.1f}"
        and own["loss-based runway"] == f"{ends['loss'] - 12:.1f}"
    )


def test_a_peers_figure_that_is_ten_times_too_large_gets_a_warning(april, tmp_path, monkeypatch):
    wrong = tmp_path / "peers.csv"
    wrong.write_text(peers.PEERS.read_text("utf-8").replace("27.9", "279"), encoding="utf-8")
    monkeypatch.setattr(peers, "PEERS", wrong)
    assert (
        "is the unit right?"
        in peers.peer_table(april, 11)
        .set_index("at the end of")
        .loc["2025-09-30", "static runway, net burn"]
    )
