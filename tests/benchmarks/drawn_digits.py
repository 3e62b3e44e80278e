"""Measures how well a network reads real drawings.

    python tests/benchmarks/drawn_digits.py DATA [--model NPZ] [--sheet PNG] [--every N] [--json]
    python tests/benchmarks/drawn_digits.py DATA --compare [--model NPZ] [--every N] [--json]

DATA is a folder with ``pendigits-train.jsonl.gz``, ``hwd1000.npz`` and ``doodles.npz``. Reports
every measure with its target, the confusion matrix of the drawings, and saves contact sheets of the
mistakes: digits as the network sees them, with label and answer below, and numbers, with each digit
in its own colour (``…-numbers.png``). ``--compare`` measures other ways from ink to pixels instead.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from answers import Answers, ask, share
from input_variants import compare
from mistakes import contact_sheet, number_sheet, print_confusion
from pendigits import (
    BRUSH,
    Number,
    image,
    numbers,
    placed,
    read_pendigits,
    read_writers,
    with_brush,
)
from PIL import Image

import cnn
from cnn.arrays import Floats, Integers
from digitpad.imaging.picture import picture_input
from digitpad.ink.drawing import Drawing
from digitpad.reading.reader import Reading, read
from digitpad.reading.verdict import DIGITS
from digitpad.recipes.calibration import expected_calibration_error

Rows = dict[str, tuple[float, str]]
"""Each measure's value, and its target."""

BRUSHES = (0.05, BRUSH, 0.12)
SIZES = (0.15, 0.9)
NUMBERS = 1000
GAPS = {"numbers of 2 to 6 digits": (0.05, 0.4), "with overlapping digits": (-0.2, 0.05)}
WANTED = {"numbers of 2 to 6 digits": "0.920"}
MOST = 100
"""The maximum number of each kind on a contact sheet."""


def main() -> None:
    options = _options()
    network = cnn.load_network(options.model) if options.model else cnn.bundled_network("best")
    path = options.data / "pendigits-train.jsonl.gz"
    drawings, labels = read_pendigits(path, options.every)
    with cnn.one_blas_thread():
        if options.compare:
            rows = {name: (value, "") for name, value in compare(network, drawings, labels)}
            report(rows, options.json)
            return
        images, answers = drawn(network, drawings, BRUSH)
        rows = measure_mnist(network) | measure_drawings(network, drawings, labels, answers)
        pictures, picture_mistakes = measure_pictures(network, options.data)
        writers = read_writers(path, options.every)
        found, number_mistakes = measure_numbers(network, drawings, labels, writers)
    report(rows | pictures | measure_single(network, drawings) | found, options.json)
    if not options.json:
        print_confusion(labels, answers.labels)
    wrong = answers.labels != labels
    captions = [f"{t} {a}" for t, a in zip(labels[wrong], answers.labels[wrong], strict=True)]
    mistakes = [*zip(images[wrong], captions, strict=True), *picture_mistakes]
    contact_sheet(mistakes).save(options.sheet)
    number_sheet(number_mistakes).save(options.sheet.with_stem(f"{options.sheet.stem}-numbers"))


def report(rows: Rows, as_json: bool) -> None:
    if as_json:
        print(json.dumps({name: value for name, (value, _) in rows.items()}))
    else:
        for name, (value, wanted) in rows.items():
            print(f"{name:34} {value:.4f}   {wanted}")


def measure_mnist(network: cnn.Network) -> Rows:
    test = cnn.load_mnist_test()
    answers = ask(network, test.inputs()[:, 0])
    return {"MNIST test": (share(answers.labels == test.labels), "0.996")}


def measure_drawings(
    network: cnn.Network, drawings: Sequence[Drawing], labels: Integers, usual: Answers
) -> Rows:
    """Whole and each digit, with all brushes and sizes; `usual` are the answers at `BRUSH`."""
    rows: Rows = {}
    same = np.ones(len(labels), np.bool_)
    for brush in BRUSHES:
        answers = usual if brush == BRUSH else drawn(network, drawings, brush)[1]
        rows[f"pendigits, brush {brush:.0%}"] = (share(answers.labels == labels), "0.980")
        same &= answers.labels == usual.labels
    rows["the same at all brushes"] = (share(same), "0.999")
    right = usual.labels == labels
    each = {digit: share(right[labels == digit]) for digit in range(DIGITS)}
    worst = min(each, key=lambda digit: each[digit])
    rows[f"the worst digit, {worst}"] = (each[worst], "0.950")
    for size in SIZES:
        answers = drawn(network, [placed(d, size, n) for n, d in enumerate(drawings)], BRUSH)[1]
        rows[f"drawn at {size:.0%} of the pad"] = (share(answers.labels == labels), "as above")
    rows["digits called none or unsure"] = (share(~usual.sure), "< 0.015")
    error = expected_calibration_error(usual.probabilities, labels)
    rows["expected calibration error"] = (error, "")
    return rows


def measure_pictures(network: cnn.Network, data: Path) -> tuple[Rows, list[tuple[Floats, str]]]:
    """And the mistakes: pictures with captions."""
    pictures, truth = read_pictures(data / "hwd1000.npz")
    labels = ask(network, pictures).labels
    doodles, _ = read_pictures(data / "doodles.npz")
    taken = ask(network, doodles).probabilities[:, :DIGITS].max(axis=1) > 0.9
    rows = {
        "hwd1000": (share(labels == truth), "1.000"),
        "doodles called a digit, > 0.9": (share(taken), "< 0.030"),
    }
    wrong = labels != truth
    answers = zip(pictures[wrong], truth[wrong], labels[wrong], strict=True)
    mistakes = [(picture, f"p{t} {a}") for picture, t, a in answers]
    return rows, mistakes + [(doodle, "doodle") for doodle in doodles[taken][:MOST]]


def measure_single(network: cnn.Network, drawings: Sequence[Drawing]) -> Rows:
    """Whether a digit is read as one digit, without being told that it is one."""
    several = [drawing for drawing in drawings if len(drawing.strokes) > 1]  # one stroke is one
    parted = sum(len(_read(network, drawing).digits) > 1 for drawing in several)
    return {"single digits read as one": (1 - parted / len(drawings), "> 0.990")}


def measure_numbers(
    network: cnn.Network, drawings: Sequence[Drawing], labels: Integers, writers: Sequence[str]
) -> tuple[Rows, list[tuple[Number, Reading]]]:
    """And the mistakes."""
    rows: Rows = {}
    mistakes: list[tuple[Number, Reading]] = []
    for name, gaps in GAPS.items():
        written = numbers(drawings, labels, writers, NUMBERS, gaps, seed=0)
        read_ones = [(number, _read(network, number.drawing)) for number in written]
        right = np.array([reading.text == number.text for number, reading in read_ones])
        cut = np.array([_is_cut_right(number, reading) for number, reading in read_ones])
        rows[name] = (share(right), WANTED.get(name, ""))
        rows[f"{name}: cut right"] = (share(cut), "")
        mistakes += [read_ones[n] for n in np.flatnonzero(~right)[:MOST]]
    return rows, mistakes


def _is_cut_right(number: Number, reading: Reading) -> bool:
    """Whether each digit was found; specks may be in none."""
    found = [set(digit.strokes) for digit in reading.digits]
    return len(found) == len(number.digits) and all(
        part <= set(whole) for part, whole in zip(found, number.digits, strict=True)
    )


def _read(network: cnn.Network, drawing: Drawing) -> Reading:
    reading = read(network, drawing)
    assert reading is not None, "nobody draws nothing"
    return reading


def drawn(
    network: cnn.Network, drawings: Sequence[Drawing], brush: float
) -> tuple[Floats, Answers]:
    """The network's input with this brush, and its answer."""
    images = np.stack([image(with_brush(drawing, brush)) for drawing in drawings])
    return images, ask(network, images)


def read_pictures(path: Path) -> tuple[Floats, Integers]:
    """Pictures as the app reads picture files; a blank one stays blank."""
    with np.load(path) as data:
        pictures, labels = data["images"], data["labels"]
    blank = np.zeros((28, 28), np.float32)
    seen = [picture_input(Image.fromarray(picture)) for picture in pictures]
    return np.stack([blank if image is None else image for image in seen]), labels


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--model", help="an .npz; the bundled `best` if not given")
    parser.add_argument("--sheet", type=Path, default=Path("mistakes.png"))
    parser.add_argument("--every", type=int, default=1, help="use every so-many-th drawing only")
    parser.add_argument("--compare", action="store_true", help="compare ways from ink to pixels")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
