from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import cnn
from digitpad.cli.parser import main

SEVEN = {"strokes": [[[60, 30], [140, 34], [100, 150]]], "width": 280, "height": 280, "brush": 14}
SEVENTY_ONE = {**SEVEN, "strokes": [*SEVEN["strokes"], [[182, 28], [180, 151]]]}  # type: ignore[misc]
EMPTY = {"strokes": [], "width": 280, "height": 280}


def answers(capsys: pytest.CaptureFixture[str], *argv: str) -> list[Any]:
    assert main(["predict", *argv]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


def complaint(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["predict", *argv]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    return err


def write(path: Path, *drawings: object) -> str:
    lines = "".join(json.dumps(drawing) + "\n" for drawing in drawings).encode()
    path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)
    return str(path)


def test_drawings_are_answered_line_by_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    drawings = write(tmp_path / "d.jsonl", SEVEN, EMPTY, SEVENTY_ONE)
    seven, empty, both = answers(capsys, "--drawings", drawings)
    assert (seven["text"], both["text"]) == ("7", "71")
    assert empty is None
    (digit,) = seven["digits"]
    assert list(digit) == ["label", "probability", "box", "probabilities", "state"]
    assert (digit["label"], digit["state"]) == (7, "digit")
    assert len(digit["probabilities"]) == 10
    assert sum(digit["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert digit["probability"] == max(digit["probabilities"]) == digit["probabilities"][7]
    assert digit["box"] == [60, 30, 140, 150]
    assert [digit["label"] for digit in both["digits"]] == [7, 1]
    assert [digit["box"] for digit in both["digits"]] == [[60, 30, 140, 150], [180, 28, 182, 151]]


def test_drawings_of_one_digit_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    drawings = write(tmp_path / "d.jsonl", SEVEN, EMPTY, SEVENTY_ONE)
    seven, empty, both = answers(capsys, "--drawings", drawings, "--single")
    assert list(seven) == ["label", "probabilities", "state"]
    assert (seven["label"], seven["state"]) == (7, "digit")
    assert int(np.argmax(seven["probabilities"])) == 7
    assert sum(seven["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert empty is None
    assert set(both) == set(seven)


def test_what_is_no_digit_has_no_label(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture = str(tmp_path / "picture.png")
    Image.fromarray(cnn.load_mnist_test().images[0]).save(picture)
    model = ["--model", knowing_no_digit(tmp_path / "never.npz", 60)]
    drawings = ["--drawings", write(tmp_path / "d.jsonl", SEVENTY_ONE)]
    (number,) = answers(capsys, *drawings, *model)
    assert number["text"] == "??"
    single = answers(capsys, *drawings, "--single", *model)
    for answer in (*number["digits"], *single, *answers(capsys, picture, *model)):
        assert (answer["label"], answer["state"]) == (None, "none")
        assert len(answer["probabilities"]) == 10
        assert sum(answer["probabilities"]) < 0.01


def knowing_no_digit(path: Path, bias: float) -> str:
    """The built-in lenet with an eleventh class, whose logit is always `bias`."""
    network = cnn.bundled_network("lenet")
    *body, last = network.config()
    twin = cnn.Network([*body, {**last, "out_features": 11}], np.random.default_rng(0))
    state, name = dict(network.state()), network.layers[-1].name
    state[f"{name}.weight"] = np.pad(state[f"{name}.weight"], ((0, 1), (0, 0)))
    state[f"{name}.bias"] = np.pad(state[f"{name}.bias"], (0, 1), constant_values=bias)
    twin.load_state(state)
    cnn.save_network(twin, path)
    return str(path)


@pytest.mark.parametrize("name", ["d.jsonl.gz", "gzipped-without-saying.gz"])
def test_gzipped_drawings(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    path = Path(write(tmp_path / name, EMPTY, SEVEN)).rename(tmp_path / "d")
    assert [a and a["text"] for a in answers(capsys, "--drawings", str(path))] == [None, "7"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_drawings_from_standard_input(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pack: Callable[[bytes], bytes],
) -> None:
    monkeypatch.setattr("sys.stdin", piped(pack(json.dumps(SEVEN).encode())))
    assert [answer["text"] for answer in answers(capsys, "--drawings", "-")] == ["7"]


def test_what_is_wrong_with_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", piped(b"7"))
    assert "standard input: line 1: a drawing must be" in complaint(capsys, "--drawings", "-")
    monkeypatch.setattr("sys.stdin", None)  # it was closed
    assert "digitpad: standard input: " in complaint(capsys, "--drawings", "-")


def piped(content: bytes) -> io.TextIOWrapper:
    """Like standard input."""
    return io.TextIOWrapper(io.BufferedReader(io.BytesIO(content)))


def test_drawings_from_a_pipe_with_a_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mkfifo = getattr(os, "mkfifo", None) or pytest.skip("not on Windows")
    pipe = tmp_path / "pipe"
    mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(json.dumps(SEVEN).encode(),))
    writer.start()
    assert [answer["text"] for answer in answers(capsys, "--drawings", str(pipe))] == ["7"]
    writer.join()


def test_an_empty_file_has_no_answers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert answers(capsys, "--drawings", write(tmp_path / "none.jsonl")) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "line 2 is not JSON"),
        (b"\xff\xfe", "line 2 is not JSON"),
        (b"[" * 100_000, "line 2 is not JSON"),
        (b"null", "line 2: a drawing must be an object"),
        (b'{"strokes": [], "width": 3}', 'line 2: "height" is missing'),
        (b'{"strokes": [[[NaN, 1]], []], "width": 3, "height": 3}', "line 2: each point"),
        (b'{"strokes": [], "width": -Infinity, "height": 3}', 'line 2: "width" must be'),
        (b'{"strokes": ' + b" " * 2**24 + b"[]}", "line 2 is longer than"),
    ],
)
def test_a_bad_line_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: bytes, problem: str
) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(json.dumps(SEVEN).encode() + b"\n" + line + b"\n")
    assert f"{path}: {problem}" in complaint(capsys, "--drawings", str(path))


def test_a_truncated_gzip_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = Path(write(tmp_path / "d.jsonl.gz", *[SEVEN] * 50))
    path.write_bytes(path.read_bytes()[:-20])
    assert f"{path}: line " in complaint(capsys, "--drawings", str(path))


def test_pictures_are_answered_in_their_order(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = cnn.load_mnist_test()
    paths = []
    for number in range(6):
        picture = Image.fromarray(data.images[number])
        paths.append(str(tmp_path / f"{number}.png"))
        picture.resize((90, 90)).save(paths[-1])
    blank = str(tmp_path / "blank.png")
    Image.new("RGB", (30, 30), "white").save(blank)
    *digits, nothing = answers(capsys, *paths, blank)
    assert [answer["file"] for answer in digits] == paths
    assert all(list(a) == ["file", "label", "probabilities", "state"] for a in digits)
    assert [answer["label"] for answer in digits] == data.labels[:6].tolist()
    assert nothing is None


def test_a_model_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    network = cnn.preset("lenet", rng=np.random.default_rng(5))
    cnn.save_network(network, tmp_path / "mine.npz")
    drawings = write(tmp_path / "d.jsonl", SEVEN)
    model = ["--model", str(tmp_path / "mine.npz")]
    (mine,) = answers(capsys, "--drawings", drawings, "--single", *model)
    (bundled,) = answers(capsys, "--drawings", drawings, "--single")
    assert mine["probabilities"] != bundled["probabilities"]


@pytest.mark.parametrize("option", ["", "--model", "--drawings"])
@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "noise", "truncated"])
def test_a_bad_file_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, kind: str
) -> None:
    path = tmp_path / "it"
    if kind == "folder":
        path.mkdir()
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(0).bytes(5000))
    elif kind == "truncated":
        network = cnn.preset("lenet", rng=np.random.default_rng(0))
        cnn.save_network(network, path)
        path.write_bytes(path.read_bytes()[:3000])
    elif kind == "empty":
        path.write_bytes(b"")
    if kind == "empty" and option == "--drawings":
        return  # no lines, no answers
    blank = tmp_path / "blank.png"
    Image.new("L", (9, 9)).save(blank)
    argv = [option, str(path)] if option else [str(path)]
    if option == "--model":
        argv.append(str(blank))
    assert f"digitpad: {path}: " in complaint(capsys, *argv)


def test_a_network_for_other_images_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": 3}]
    path = tmp_path / "small.npz"
    cnn.save_network(cnn.Network(layers, np.random.default_rng(0), (1, 5, 5), "small"), path)
    err = complaint(capsys, "--model", str(path), "--drawings", write(tmp_path / "d.jsonl", SEVEN))
    assert f"{path}: its network sorts 1×5×5 pictures into 3 classes" in err


def test_weights_beyond_all_numbers_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    network = cnn.preset("lenet", rng=np.random.default_rng(0))
    network.values[:] = 3e38
    path = tmp_path / "huge.npz"
    cnn.save_network(network, path)
    drawings = write(tmp_path / "d.jsonl", SEVEN)
    argv = ["--model", str(path), "--drawings", drawings]
    assert f"{path}: its weights" in complaint(capsys, *argv)
    assert f"{path}: its weights" in complaint(capsys, *argv, "--single")


def test_a_reader_who_leaves_is_no_traceback(tmp_path: Path) -> None:
    path = write(tmp_path / "many.jsonl", *[SEVEN] * 3000)
    command = [sys.executable, "-m", "digitpad", "predict", "--drawings", path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["text"] == "7"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("cutoff_5_bold.png", 5),
        ("cutoff_0_huge.png", 0),
        ("loose_7_huge.png", 7),
        ("red_on_green_same_grey.png", 5),
    ],
)
def test_pictures_that_went_wrong_are_read(
    capsys: pytest.CaptureFixture[str], name: str, label: int
) -> None:
    (answer,) = answers(capsys, str(Path(__file__).parents[2] / "cases" / name))
    assert (answer["label"], answer["state"]) == (label, "digit")


def test_a_drawing_of_too_many_strokes_is_refused_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    dots = [[[n % 280, n // 280]] for n in range(10_001)]
    path = write(tmp_path / "dots.jsonl.gz", {**SEVEN, "strokes": dots})
    assert "line 1: a drawing may have at most 10000 strokes" in complaint(
        capsys, "--drawings", path
    )


def test_millions_of_blank_lines_are_refused_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "blank.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n" * 50_000_000))
    assert "more than 10000 blank lines in a row" in complaint(capsys, "--drawings", str(path))
    path.write_bytes(gzip.compress(b"\n" * 9_000 + json.dumps(SEVEN).encode()))
    (answer,) = answers(capsys, "--drawings", str(path))
    assert answer["text"] == "7"


@pytest.mark.parametrize("option", ["--drawings", "--model", "picture"])
def test_a_complaint_about_a_name_with_a_line_break_has_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str
) -> None:
    path = tmp_path / "two\nlines"
    for content in (None, b"nonsense"):
        if content is not None:
            path.write_bytes(content)
        argv = {
            "--drawings": ["--drawings", str(path)],
            "--model": ["--model", str(path), str(path)],
            "picture": [str(path)],
        }[option]
        assert r"two\nlines" in complaint(capsys, *argv)


def test_an_argument_with_a_line_break_is_complained_about_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--preset", "a\nb" + "x" * 2000])
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert len(err) < 1000
