"""How well a network reads what people really draw.

    python tests/benchmarks/drawn_digits.py DATA [--model NPZ] [--sheet PNG] [--every N] [--json]

DATA is a folder with ``pendigits-train.jsonl.gz``, ``hwd1000.npz`` and ``doodles.npz``. Reports
every measure with the figure it must reach, the confusion matrix of the drawings, and saves a
contact sheet of the mistakes: each as the network sees it, with truth and answer below.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

import cnn
from cnn.arrays import Floats, Integers
from digitpad.ink import Drawing, Stroke
from digitpad.preprocessing import network_input, picture_input
from digitpad.recipes.calibration import expected_calibration_error
from digitpad.verdict import DIGITS, judge

BRUSHES = (0.05, 0.08, 0.12)
SIZES = (0.15, 0.9)
NONE = -1
CELL = 28 * 2
MOST_DOODLES = 100


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network said: labels (`NONE` for no digit), whether it was sure, probabilities."""

    labels: Integers
    sure: np.ndarray[Any, np.dtype[np.bool_]]
    probabilities: Floats


def ask(network: cnn.Network, images: Floats) -> Answers:
    """Reads ``(N, 28, 28)``."""
    probabilities = network.probabilities(images[:, None])
    verdicts = [judge(row) for row in probabilities]
    labels = [NONE if verdict.label is None else verdict.label for verdict in verdicts]
    sure = [verdict.state == "digit" for verdict in verdicts]
    return Answers(np.array(labels), np.array(sure), probabilities)


def main() -> None:
    options = _options()
    network = cnn.load_network(options.model) if options.model else cnn.bundled_network("best")
    rows: dict[str, tuple[float, str]] = {}
    test = cnn.load_mnist_test()
    answers = ask(network, test.inputs()[:, 0])
    rows["MNIST test"] = (share(answers.labels == test.labels), "0.996")

    drawings, labels = read_pendigits(options.data / "pendigits-train.jsonl.gz", options.every)
    by_brush = [_drawn(network, drawings, brush) for brush in BRUSHES]
    for brush, (_, answers) in zip(BRUSHES, by_brush, strict=True):
        rows[f"pendigits, brush {brush:.0%}"] = (share(answers.labels == labels), "0.980")
    same = np.all([a.labels == by_brush[0][1].labels for _, a in by_brush], axis=0)
    rows["the same at all brushes"] = (share(same), "0.999")
    images, answers = by_brush[1]
    right = answers.labels == labels
    each = [share(right[labels == digit]) for digit in range(DIGITS)]
    rows["the worst digit"] = (min(each), "0.950")
    for size in SIZES:
        _, resized = _drawn(network, [placed(d, size, n) for n, d in enumerate(drawings)], 0.08)
        rows[f"drawn at {size:.0%} of the pad"] = (share(resized.labels == labels), "as above")
    rows["digits called none or unsure"] = (share(~answers.sure), "< 0.015")
    error = expected_calibration_error(answers.probabilities, labels)
    rows["expected calibration error"] = (error, "")

    pictures, truth = read_pictures(options.data / "hwd1000.npz")
    seen = ask(network, pictures)
    rows["hwd1000"] = (share(seen.labels == truth), "1.000")
    doodles, _ = read_pictures(options.data / "doodles.npz")
    called = ask(network, doodles).probabilities[:, :DIGITS].max(axis=1)
    rows["doodles called a digit, > 0.9"] = (share(called > 0.9), "< 0.030")

    if options.json:
        print(json.dumps({name: value for name, (value, _) in rows.items()}))
    else:
        for name, (value, least) in rows.items():
            print(f"{name:32} {value:.4f}   {least}")
        print("each digit", " ".join(f"{value:.4f}" for value in each))
        print_confusion(labels, answers.labels)
    wrong, missed = ~right, seen.labels != truth
    sheet = contact_sheet(
        np.concatenate([images[wrong], pictures[missed], doodles[called > 0.9][:MOST_DOODLES]]),
        [f"{t} {a}" for t, a in zip(labels[wrong], answers.labels[wrong], strict=True)]
        + [f"p{t} {a}" for t, a in zip(truth[missed], seen.labels[missed], strict=True)]
        + ["doodle"] * min(MOST_DOODLES, int((called > 0.9).sum())),
    )
    sheet.save(options.sheet)


def read_pendigits(path: Path, every: int) -> tuple[list[Drawing], Integers]:
    """Every so-many-th drawing, and the labels."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines][::every]
    return [Drawing.from_json(item) for item in items], np.array([int(i["label"]) for i in items])


def read_pictures(path: Path) -> tuple[Floats, Integers]:
    """Pictures as the app reads picture files; a blank one stays blank."""
    with np.load(path) as data:
        pictures, labels = data["images"], data["labels"]
    blank = np.zeros((28, 28), np.float32)
    read = [picture_input(Image.fromarray(picture)) for picture in pictures]
    return np.stack([blank if image is None else image for image in read]), labels


def _drawn(
    network: cnn.Network, drawings: Sequence[Drawing], brush: float
) -> tuple[Floats, Answers]:
    images = np.stack([_image(with_brush(drawing, brush)) for drawing in drawings])
    return images, ask(network, images)


def _image(drawing: Drawing) -> Floats:
    image = network_input(drawing)
    return np.zeros((28, 28), np.float32) if image is None else image


def with_brush(drawing: Drawing, brush: float) -> Drawing:
    """The same drawn with a brush of this share of the pad."""
    wide = brush * min(drawing.width, drawing.height)
    strokes = tuple(Stroke(stroke.points, wide) for stroke in drawing.strokes)
    return Drawing(strokes, drawing.width, drawing.height)


def placed(drawing: Drawing, size: float, seed: int) -> Drawing:
    """The same with its longer side this share of the pad, anywhere on it."""
    points = np.concatenate([stroke.array for stroke in drawing.strokes if stroke.points])
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = size * drawing.width / max(float(extent.max()), 1e-9)
    room = drawing.width - extent * scale
    start = np.random.default_rng(seed).uniform(0, 1, 2) * room
    strokes = tuple(
        Stroke(tuple(map(tuple, ((s.array - low) * scale + start).tolist())), s.brush)
        for s in drawing.strokes
        if s.points
    )
    return Drawing(strokes, drawing.width, drawing.height)


def share(flags: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    return float(flags.mean())


def print_confusion(labels: Integers, answers: Integers) -> None:
    """Rows are the truth, columns the answers, the last one "no digit"."""
    columns = np.where(answers == NONE, DIGITS, answers)
    counts = np.bincount(labels * (DIGITS + 1) + columns, minlength=DIGITS * (DIGITS + 1))
    print("    " + "".join(f"{digit:5}" for digit in range(DIGITS)) + "    –")
    for digit, row in enumerate(counts.reshape(DIGITS, DIGITS + 1)):
        print(f"{digit:4}" + "".join(f"{count or '·':>5}" for count in row))


def contact_sheet(images: Floats, captions: Sequence[str], columns: int = 20) -> Image.Image:
    """Images in rows, magnified, a caption below each."""
    rows = max(1, -(-len(images) // columns))
    sheet = Image.new("L", (columns * (CELL + 4), rows * (CELL + 16)), 255)
    draw = ImageDraw.Draw(sheet)
    for number, (image, caption) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(number, columns)
        corner = (column * (CELL + 4), row * (CELL + 16))
        grey = Image.fromarray(np.uint8(255 - np.rint(image * 200)))
        sheet.paste(grey.resize((CELL, CELL), Image.Resampling.BILINEAR), corner)
        draw.text((corner[0] + 4, corner[1] + CELL), caption, fill=0)
    return sheet


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--model", help="an .npz; the bundled `best` if not given")
    parser.add_argument("--sheet", type=Path, default=Path("mistakes.png"))
    parser.add_argument("--every", type=int, default=1, help="use every so-many-th drawing only")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
