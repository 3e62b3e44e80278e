"""Shows mistakes: contact sheets and a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from answers import NONE
from pendigits import Number
from PIL import Image, ImageDraw

from cnn.arrays import Floats, Integers
from digitpad.reading.reader import Reading
from digitpad.reading.verdict import DIGITS

CELL = 28 * 2
WIDE, HIGH = 320, 130
CAPTION = 16
COLOURS = ("#c0392b", "#2471a3", "#1e8449", "#b9770e", "#7d3c98", "#566573")


def print_confusion(labels: Integers, answers: Integers) -> None:
    """Rows are labels, columns answers; the last one is "no digit"."""
    columns = np.where(answers == NONE, DIGITS, answers)
    counts = np.bincount(labels * (DIGITS + 1) + columns, minlength=DIGITS * (DIGITS + 1))
    print("    " + "".join(f"{digit:5}" for digit in range(DIGITS)) + "    –")
    for digit, row in enumerate(counts.reshape(DIGITS, DIGITS + 1)):
        print(f"{digit:4}" + "".join(f"{count or '·':>5}" for count in row))


def contact_sheet(mistakes: Sequence[tuple[Floats, str]], columns: int = 20) -> Image.Image:
    """Images ``(28, 28)`` in rows, enlarged, each with a caption."""
    rows = max(1, -(-len(mistakes) // columns))
    sheet = Image.new("L", (columns * (CELL + 4), rows * (CELL + CAPTION)), 255)
    draw = ImageDraw.Draw(sheet)
    for number, (image, caption) in enumerate(mistakes):
        row, column = divmod(number, columns)
        corner = (column * (CELL + 4), row * (CELL + CAPTION))
        grey = Image.fromarray(np.uint8(255 - np.rint(image * 200)))
        sheet.paste(grey.resize((CELL, CELL), Image.Resampling.BILINEAR), corner)
        draw.text((corner[0] + 4, corner[1] + CELL), caption, fill=0)
    return sheet


def number_sheet(mistakes: Sequence[tuple[Number, Reading]], columns: int = 5) -> Image.Image:
    """Numbers in rows, each digit in its own colour, with label and answer below."""
    rows = max(1, -(-len(mistakes) // columns))
    sheet = Image.new("RGB", (columns * WIDE, rows * (HIGH + CAPTION)), "white")
    draw = ImageDraw.Draw(sheet)
    for place, (number, reading) in enumerate(mistakes):
        row, column = divmod(place, columns)
        x, y = column * WIDE, row * (HIGH + CAPTION)
        drawing = number.drawing
        scale = min(WIDE / drawing.width, HIGH / drawing.height)
        for n, stroke in enumerate(drawing.strokes):
            way = [(x + scale * a, y + scale * b) for a, b in stroke.points]
            draw.line([*way, way[-1]], fill=_colour(n, reading), width=2)
        draw.text((x + 4, y + HIGH), f"{number.text} {reading.text}", fill=0)
    return sheet


def _colour(stroke: int, reading: Reading) -> str:
    for place, digit in enumerate(reading.digits):
        if stroke in digit.strokes:
            return COLOURS[place % len(COLOURS)]
    return "lightgrey"
