"""Files of measurements: what is read, what is refused in a few lines, and what the shell prints of them."""

import csv
import io
import json

import numpy as np
import pytest

import econ
from econ import __main__ as shell
from econ import calibration, points
from econ.assumptions import AssumptionError
from econ.points import DECODE, PREFILL


def text(root, name="decode"):
    return (root / "data" / f"{name}.csv").read_text("utf-8")


def refused(case, words, kind=DECODE):
    """What is said of a file."""
    with pytest.raises(AssumptionError) as raised:
        points.read_points(case, words, kind, "points.csv")
    return raised.value.problems


@pytest.mark.parametrize(("change", "words"), [
    (("R1", "R9"), "there is no model «R9»"), (("GB300,", "GB900,"), "there is no platform «GB900»"),
    (("tpot_ms", "tpot_s"), "has no column «tpot_ms»"), (("fp8,1.0,0.53", "fp9,1.0,0.53"), "kv_format must be one of"),
    (("6.55", "-1"), "tpot_ms must be a number between"), (("6.55", "1e9"), "tpot_ms must be a number between"),
    (("16,1,1.0,8192,4", "0.5,1,1.0,8192,4"), "ranks must be a number between 1 and"),
    (("16,1,1.0,8192,4", "16,64,1.0,8192,4"), "attention_tp is above ranks"),
    (("16,1,1.0,8192,4", "16,1,1e9,8192,4"), "requests_per_rank must be a number between"),
    (("16,1,1.0,8192,4", "16,1,1.0,1e9,4"), "context_tokens must be a number between 16 and 2,000,000"),
    (("fp8,1.0,0.53", "fp8,1e-4,0.53"), "dense_bytes_per_param must be a number between 0.25 and 4"),
    (("8192,4,2.44", "8192,2,2.44"), "tokens_accepted_per_step is above tokens_verified_per_step"),
])
def test_what_is_wrong_with_a_file_of_points_is_said(case, root, change, words):
    assert any(words in problem for problem in refused(case, text(root).replace(*change)))


@pytest.mark.parametrize(("given", "words"), [
    ("", "points.csv is empty"), (",,,\n", "points.csv is empty"), ("id;platform;model\n", "separates its columns by «;»"),
    ("# a comment\nid,platform\n", "no column «id»"), ("HEAD\n", "no row under its heading"),
    ("HEAD,tpot_ms\n", "two columns «tpot_ms»"), ("HEAD\nROW,1,2\n", "longer than the heading"),
    ("HEAD\nROW\n,,,,,,,,,,,,,,\n", "the row is empty, in «line 3»"),
])
def test_what_is_wrong_with_the_shape_of_a_file_is_said_once(case, root, given, words):
    head, row = text(root).splitlines()[:2]
    told = refused(case, given.replace("HEAD", head).replace("ROW", row))
    assert words in told[0] and (len(told) == 1 or "no column" in told[0])


@pytest.mark.parametrize(("name", "kind"), [("decode", PREFILL), ("prefill", DECODE)])
def test_a_file_of_the_other_kind_is_recognised(case, root, name, kind):
    assert list(refused(case, text(root, name), kind)) == [
        f"points.csv looks like a {name} file and was given as a {kind.name} file"]


def test_the_same_problem_in_many_rows_is_one_line_that_counts_them(case, root):
    head, row = text(root).splitlines()[:2]
    told = refused(case, "\n".join([head, *[row.replace("950DT,", "TPU,")] * 10_000]))
    assert len(told) == 1 and "there is no platform «TPU»" in told[0] and "and 9997 more rows" in told[0]


def test_many_different_problems_are_counted_in_the_end(case, root):
    head, row = text(root).splitlines()[:2]
    told = refused(case, "\n".join([head, *(row.replace("950DT,", f"T{n}PU,") for n in range(2_000))]))
    assert len(told) < 100 and "more problems" in told[-1]


def test_a_row_without_a_name_is_named_by_its_line(case, root):
    head, row = text(root).splitlines()[:2]
    told = refused(case, "\n".join([head, row, row.replace("950DT-Flash-b1-8K,", ",").replace("V4-Flash", "V9")]))
    assert "«line 3»" in told[0]


def test_tokens_accepted_are_never_more_than_those_verified(case):
    most, more = (econ.run(case.scenario(overrides={"accepted_tokens.pro": tokens})).at("output_throughput.h800.pro", 0)
                  for tokens in (2.0, 9.0))
    assert most == more


def test_names_may_be_written_as_people_write_them(case, root):
    plain = points.read_points(case, text(root), DECODE, "points.csv")
    other = text(root).replace(",f8,", ",F8,").replace("950DT,V4-Flash", "Ascend 950DT, v4 flash").replace("910Cdie", "910C")
    assert points.read_points(case, other, DECODE, "points.csv").chips == plain.chips


def test_dies_and_batches_beyond_memory_are_noted(case, root):
    scenario, shipped = case.scenario(), points.shipped(case)[0]
    assert "one die" in " ".join(calibration.doubtful(scenario, shipped))
    full = points.read_points(case, text(root).replace("16,1,1.0,8192,4", "16,1,9000,8192,4"), DECODE, "points.csv")
    assert any("than memory holds, in «950DT-Flash-b1-8K»" in note for note in calibration.doubtful(scenario, full))
    assert not any("memory" in note for note in calibration.doubtful(scenario, shipped))


def test_folds_need_both_files(root, capsys):
    assert shell.main(["validate", "--decode", str(root / "data" / "decode.csv"), "--folds"]) == 2
    assert "name both files" in capsys.readouterr().err


def test_the_shell_validates_as_the_library_does(case, capsys):
    assert shell.main(["validate", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for one in points.shipped(case):
        rows = told[one.kind.name]["rows"]
        assert np.allclose([row["predicted"] for row in rows], calibration.predict(case.scenario(), one))
        assert told[one.kind.name]["summary"]["mean"] == pytest.approx(np.abs([row["error"] for row in rows]).mean())
        assert [(row["platform"], row["model"], row["source"]) for row in rows] == list(zip(
            one.chips, one.shapes, one.sources, strict=True))


def test_csv_is_rows_alone_and_the_summary_stands_beside_it(case, capsys):
    assert shell.main(["validate", "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == sum(len(one.names) for one in points.shipped(case)) and all(row["source"] for row in rows)
    assert "decode: count 40" in err and "prefill: count 11" in err


def test_the_shell_says_in_a_line_what_it_cannot_validate(tmp_path, capsys):
    (tmp_path / "p.csv").write_text("id,platform\nx,y\n", "utf-8")
    assert shell.main(["validate", "--decode", str(tmp_path / "p.csv")]) == 2
    assert "has no column «model»" in capsys.readouterr().err
    assert shell.main(["validate", "--prefill", str(tmp_path / "none.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_shell_fits_the_constants_and_says_which_the_points_tell(root, capsys):
    assert shell.main(["calibrate", "--format", "json"]) == 0
    rows = {row["constant"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["weight_efficiency"]["determined by points"] == "yes"
    assert rows["weight_efficiency"]["low"] < rows["weight_efficiency"]["fitted"] < rows["weight_efficiency"]["high"]
    assert rows["gemm_efficiency"]["at limit"] == "yes" and rows["layer_latency.h800"]["determined by points"] == "no"
    assert shell.main(["calibrate", "--prefill", str(root / "data" / "prefill.csv")]) == 0
    out = capsys.readouterr().out
    line = next(line for line in out.splitlines() if line.startswith("weight_efficiency"))
    assert line.split()[3:] == ["no", "no"]  # what reading does not touch keeps the value in force, and says so
    assert "in force" in out.splitlines()[-1] and "fitted" in out.splitlines()[-1]
