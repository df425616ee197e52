"""Files of measurements: what is read, what is refused in a few lines, and what the shell prints of them."""

import csv
import io
import json

import numpy as np
import pytest

import econ
from econ import cli as shell
from econ.problems import AssumptionError
from econ.roofline import measurements, prediction
from econ.roofline.measurements import DECODE, PREFILL
from econ.views.validation import LARGE_ERROR


def text(root, name="decode"):
    return (root / "data" / f"{name}.csv").read_text("utf-8")


def refused(case, words, kind=DECODE):
    """The problems of a file that is refused."""
    with pytest.raises(AssumptionError) as raised:
        measurements.read_measurements(case, words, kind, "points.csv")
    return raised.value.problems


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("R1", "R9"), "there is no model «R9»"),
        (("GB300,", "GB900,"), "there is no platform «GB900»"),
        (("tpot_ms", "tpot_s"), "has no column «tpot_ms»"),
        (("fp8,1.0,0.53", "fp9,1.0,0.53"), "kv_format must be one of"),
        (("6.55", "-1"), "tpot_ms must be a number between"),
        (("6.55", "1e9"), "tpot_ms must be a number between"),
        (("16,1,1.0,8192,4", "0.5,1,1.0,8192,4"), "ranks must be a number between 1 and"),
        (("16,1,1.0,8192,4", "16,64,1.0,8192,4"), "attention_tp is above ranks"),
        (("16,1,1.0,8192,4", "16,1,1e9,8192,4"), "requests_per_rank must be a number between"),
        (
            ("16,1,1.0,8192,4", "16,1,1.0,1e9,4"),
            "context_tokens must be a number between 16 and 2,000,000",
        ),
        (
            ("fp8,1.0,0.53", "fp8,1e-4,0.53"),
            "dense_bytes_per_param must be a number between 0.25 and 4",
        ),
        (
            ("8192,4,2.44", "8192,2,2.44"),
            "tokens_accepted_per_step is above tokens_verified_per_step",
        ),
    ],
)
def test_a_problem_in_a_file_of_points_is_stated(case, root, change, words):
    assert any(words in problem for problem in refused(case, text(root).replace(*change)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "points.csv is empty"),
        (",,,\n", "points.csv is empty"),
        ("id;platform;model\n", "separates its columns by «;»"),
        ("# a comment\nid,platform\n", "no column «id»"),
        ("HEAD\n", "no row under its heading"),
        ("HEAD,tpot_ms\n", "two columns «tpot_ms»"),
        ("HEAD\nROW,1,2\n", "longer than the heading"),
        ("HEAD\nROW\n,,,,,,,,,,,,,,\n", "the row is empty, in «line 3»"),
    ],
)
def test_a_problem_with_the_columns_of_a_file_is_stated_once(case, root, given, words):
    head, row = text(root).splitlines()[:2]
    problems = refused(case, given.replace("HEAD", head).replace("ROW", row))
    assert words in problems[0] and (len(problems) == 1 or "no column" in problems[0])


@pytest.mark.parametrize(("name", "kind"), [("decode", PREFILL), ("prefill", DECODE)])
def test_a_file_of_the_other_kind_is_recognised(case, root, name, kind):
    assert list(refused(case, text(root, name), kind)) == [
        f"points.csv looks like a {name} file and was given as a {kind.name} file"
    ]


def test_one_problem_in_many_rows_is_one_line_with_their_number(case, root):
    head, row = text(root).splitlines()[:2]
    problems = refused(case, "\n".join([head, *[row.replace("950DT,", "TPU,")] * 10_000]))
    assert (
        len(problems) == 1
        and "there is no platform «TPU»" in problems[0]
        and "and 9997 more rows" in problems[0]
    )


def test_many_different_problems_are_counted(case, root):
    head, row = text(root).splitlines()[:2]
    sentences = refused(
        case, "\n".join([head, *(row.replace("950DT,", f"T{n}PU,") for n in range(2_000))])
    )
    assert len(sentences) < 100 and "more problems" in sentences[-1]


def test_a_row_without_a_name_is_named_by_its_line(case, root):
    head, row = text(root).splitlines()[:2]
    problems = refused(
        case,
        "\n".join([head, row, row.replace("950DT-Flash-b1-8K,", ",").replace("V4-Flash", "V9")]),
    )
    assert "«line 3»" in problems[0]


def test_tokens_accepted_are_never_more_than_those_verified(case):
    most, more = (
        econ.run(case.scenario(overrides={"accepted_tokens.pro": tokens})).at(
            "output_throughput.h800.pro", 0
        )
        for tokens in (2.0, 9.0)
    )
    assert most == more


def test_names_may_be_written_in_any_usual_form(case, root):
    plain = measurements.read_measurements(case, text(root), DECODE, "points.csv")
    other = (
        text(root)
        .replace(",f8,", ",F8,")
        .replace("950DT,V4-Flash", "Ascend 950DT, v4 flash")
        .replace("910Cdie", "910C")
    )
    assert measurements.read_measurements(case, other, DECODE, "points.csv").chips == plain.chips


def test_dies_and_batches_beyond_memory_are_noted(case, root):
    scenario, shipped = case.scenario(), measurements.fitted_measurements(case)[0]
    assert "one die" in " ".join(prediction.measurement_warnings(scenario, shipped))
    full = measurements.read_measurements(
        case, text(root).replace("16,1,1.0,8192,4", "16,1,9000,8192,4"), DECODE, "points.csv"
    )
    assert any(
        "than memory holds, in «950DT-Flash-b1-8K»" in note
        for note in prediction.measurement_warnings(scenario, full)
    )
    assert not any("memory" in note for note in prediction.measurement_warnings(scenario, shipped))


@pytest.mark.parametrize(
    "change",
    [
        lambda words: "\ufeff" + words,
        lambda words: words.replace("\n", "\r\n"),
        lambda words: words.replace("\n", "\r"),
        lambda words: words.replace("\n", "\n\n  \n"),
        lambda words: words.replace(",", " , "),
        lambda words: words.replace("\n", ",,,\n"),
        lambda words: words.replace(",6.55,", ',"6.55",').replace("8192", '" 8192 "'),
        lambda words: words.rstrip("\n"),
        lambda words: words.replace("tpot_ms", "TPOT_ms"),
        lambda words: words.replace(",6.55,", ",6.550e0,"),
    ],
)
def test_files_are_read_as_common_programs_write_them(case, root, change):
    plain, odd = (
        measurements.read_measurements(case, words, DECODE, "points.csv")
        for words in (text(root), change(text(root)))
    )
    assert odd.names == plain.names and odd.chips == plain.chips and odd.shapes == plain.shapes
    assert all(np.array_equal(odd.given[name], plain.given[name]) for name in plain.given)
    assert np.array_equal(odd.measured, plain.measured)


@pytest.mark.parametrize(
    "number", ["nan", "inf", "-inf", "1e999", "", "0", "-6.55", "6,55", "6.55 ms", "1_000", "0x10"]
)
def test_text_that_is_no_number_is_refused_in_one_line(case, root, number):
    problems = refused(case, text(root).replace("6.55,", f'"{number}",'))
    assert (
        len(problems) == 1
        and f"tpot_ms must be a number between 0.01 and 100,000, not «{number}»" in problems[0]
    )


def test_a_misspelt_column_is_refused_in_one_line(case, root):
    assert refused(case, text(root).replace("context_tokens", "context_token")) == (
        "points.csv has no column «context_tokens»; is its column «context_token» that one?",
    )
    # Nobody knows whether it is that one.
    assert len(refused(case, text(root).replace("context_tokens", "colour"))) == 2


def test_a_file_of_something_else_or_with_unknown_columns_is_refused_in_one_line(case, root):
    assert refused(case, '[{"id": 1}]') == (
        "points.csv has no column «id», nor «platform», «model» and 11 more",
    )
    head, *rows = text(root).splitlines()
    problems = refused(case, "\n".join([f"{head},colour,taste", *(f"{row},1,2" for row in rows)]))
    assert problems == ("points.csv has columns «colour», «taste», which have no meaning there",)


def test_a_row_without_all_its_cells_is_one_line(case, root):
    head, row, other = text(root).splitlines()[:3]
    problems = refused(case, "\n".join([head, row, ",".join(other.split(",")[:5])]))
    assert problems == ("points.csv: the row is shorter than the heading, in «950DT-Flash-b16-8K»",)


def with_precision(root, word):
    """The shipped decode points with a column for the precision of attention."""
    head, *rows = text(root).splitlines()
    return "\n".join([f"{head},attention_precision", *(f"{row},{word}" for row in rows)])


@pytest.mark.parametrize("word", ["zz", "f4", "", "8"])
def test_an_unknown_precision_of_attention_is_refused_although_decode_does_not_use_it(
    case, root, word
):
    problems = refused(case, with_precision(root, word))
    assert (
        len(problems) == 1
        and f"attention_precision must be one of bf16, f16, fp8, f8, not «{word}»" in problems[0]
    )


def test_points_with_another_precision_than_sixteen_bits_get_a_note(case, root):
    scenario = case.scenario()
    usual, other = (
        measurements.read_measurements(case, with_precision(root, word), DECODE, "points.csv")
        for word in ("f16", "F8")
    )
    assert np.array_equal(prediction.predict(scenario, usual), prediction.predict(scenario, other))
    assert not any("attention" in note for note in prediction.measurement_warnings(scenario, usual))
    assert (
        sum(
            "attention_precision is not used, sixteen bits are assumed" in note
            for note in prediction.measurement_warnings(scenario, other)
        )
        == 1
    )


def test_published_points_outside_the_fit_are_in_no_fit_and_have_sources(case):
    fitted = {name for points in measurements.fitted_measurements(case) for name in points.names}
    for points in (points for sets in measurements.held_out_measurements(case) for points in sets):
        assert not fitted & set(points.names) and all(points.sources)


def test_exactly_the_points_missed_by_more_than_a_tenth_have_an_explanation(case):
    for points in (
        *measurements.fitted_measurements(case),
        *(points for sets in measurements.held_out_measurements(case) for points in sets),
    ):
        missed = prediction.prediction_errors(points, prediction.predict(case.scenario(), points))
        for name, why, error in zip(points.names, points.reasons, missed, strict=True):
            assert bool(why) == (abs(error) > LARGE_ERROR), name


def test_folds_need_both_files(root, capsys):
    assert shell.main(["validate", "--decode", str(root / "data" / "decode.csv"), "--folds"]) == 2
    assert "name both files" in capsys.readouterr().err


def test_folds_add_the_error_of_unseen_points_to_both_summaries(capsys):
    assert shell.main(["validate", "--folds", "--format", "json"]) == 0
    output = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    for kind, chip in (("decode", "gb300"), ("prefill", "h20")):
        assert output[kind]["summary"][f"without_{chip}_mean"] > 0.0
    assert (
        output["decode"]["summary"]["mean"]
        < output["decode"]["summary"]["cross_validated_mean"]
        <= 0.12
    )


def test_the_shell_validates_as_the_library_does(case, capsys):
    assert shell.main(["validate", "--format", "json"]) == 0
    output = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)  # NaN is no JSON
    for points in measurements.fitted_measurements(case):
        rows = output[points.kind.name]["rows"]
        assert np.allclose(
            [row["predicted"] for row in rows], prediction.predict(case.scenario(), points)
        )
        assert output[points.kind.name]["summary"]["mean"] == pytest.approx(
            np.abs([row["error"] for row in rows]).mean()
        )
        assert [(row["platform"], row["model"], row["source"]) for row in rows] == list(
            zip(points.chips, points.shapes, points.sources, strict=True)
        )


def test_csv_has_only_rows_and_the_summary_is_printed_separately(case, capsys):
    assert shell.main(["validate", "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == sum(
        len(points.names) for points in measurements.fitted_measurements(case)
    ) and all(row["source"] for row in rows)
    assert "decode: count 40" in err and "prefill: count 11" in err


def test_the_shell_refuses_what_it_cannot_validate_in_one_line(tmp_path, capsys):
    (tmp_path / "p.csv").write_text("id,platform\nx,y\n", "utf-8")
    assert shell.main(["validate", "--decode", str(tmp_path / "p.csv")]) == 2
    assert "has no column «model»" in capsys.readouterr().err
    (tmp_path / "latin.csv").write_bytes("id,platform,größe\n".encode("latin-1"))
    (tmp_path / "wide.csv").write_text('id,platform\n"' + "x" * 200_000 + '",y\n', "utf-8")
    for name, why in (
        ("none.csv", "no such file"),
        ("", "is a directory"),
        ("latin.csv", "not UTF-8"),
        ("wide.csv", "not CSV"),
    ):
        for command in ("validate", "calibrate"):
            assert shell.main([command, "--prefill", str(tmp_path / name)]) == 2
            out, err = capsys.readouterr()
            assert out == "" and why in err and len(err.splitlines()) == 1, name


def test_the_shell_fits_the_constants_and_states_which_the_points_determine(root, capsys):
    assert shell.main(["calibrate", "--format", "json"]) == 0
    rows = {row["constant"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["weight_efficiency"]["determined by points"] == "yes"
    assert (
        rows["weight_efficiency"]["low"]
        < rows["weight_efficiency"]["fitted"]
        < rows["weight_efficiency"]["high"]
    )
    assert (
        rows["gemm_efficiency"]["at limit"] == "yes"
        and rows["layer_latency.h800"]["determined by points"] == "no"
    )
    assert shell.main(["calibrate", "--prefill", str(root / "data" / "prefill.csv")]) == 0
    out = capsys.readouterr().out
    line = next(line for line in out.splitlines() if line.startswith("weight_efficiency"))
    # A value that reading does not touch stays in force, and the line says so.
    assert line.split()[3:] == ["no", "no"]
    assert "in force" in out.splitlines()[-1] and "fitted" in out.splitlines()[-1]


def test_fewer_points_than_constants_get_a_warning(root, tmp_path, capsys):
    (tmp_path / "few.csv").write_text("\n".join(text(root).splitlines()[:4]), "utf-8")
    assert shell.main(["calibrate", "--decode", str(tmp_path / "few.csv")]) == 0
    assert "3 points for 11 constants" in capsys.readouterr().out
    assert shell.main(["calibrate", "--decode", str(tmp_path / "few.csv"), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert "3 points for 11 constants" in err and json.loads(out, parse_constant=pytest.fail)
    assert shell.main(["calibrate"]) == 0
    assert "points for" not in capsys.readouterr().out


def test_numbers_are_printed_without_an_exponent(case, capsys):
    assert shell.main(["validate"]) == 0
    lines = [
        line.split()
        for line in capsys.readouterr().out.splitlines()
        if line.startswith(("decode ", "prefill "))
    ]
    numbers = [word.replace(",", "") for line in lines for word in line[-3:-1]]
    assert numbers and all(word.replace(".", "").isdigit() for word in numbers)
    measured = np.concatenate(
        [points.measured for points in measurements.fitted_measurements(case)]
    )
    assert np.allclose([float(word) for word in numbers[::2]], measured, rtol=5e-4)
