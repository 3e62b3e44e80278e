"""`digitpad predict`: reads pictures, or drawings as strokes; one JSON line answers each."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import BinaryIO

import numpy as np

import cnn
from cnn.arrays import Floats
from digitpad.commands import network_file
from digitpad.commands.answer import say
from digitpad.ink import Drawing
from digitpad.pictures import open_picture
from digitpad.preprocessing import network_input, picture_input
from digitpad.recogniser import ReadDigit, read
from digitpad.verdict import Verdict, judge

MAX_LINE = 2**24
STDIN = "-"


def predict_pictures(model: str | None, paths: Sequence[str]) -> int:
    """Answers each picture with file, label, probabilities and state; a blank one with null."""
    network = network_file.load(model)
    for path in paths:
        verdict = _verdict(model, network, picture_input(open_picture(path)))
        say(None if verdict is None else {"file": path, **_in_words(verdict)})
    return 0


def predict_drawings(model: str | None, path: str, single: bool) -> int:
    """Answers each line of a file of drawings with what stands there; an empty one with null.

    That is the text and its digits, or, where each drawing is said to be a `single` digit, its
    label, probabilities and state.
    """
    network = network_file.load(model)
    with cnn.one_blas_thread():
        for drawing in read_drawings(path):
            if single:
                verdict = _verdict(model, network, network_input(drawing))
                say(None if verdict is None else _in_words(verdict))
            else:
                say(_reading(model, network, drawing))
    return 0


def read_drawings(path: str) -> Iterator[Drawing]:
    """The drawings in a file of JSON lines, gzipped or not; "-" is standard input.

    Raises BadFile, naming the line, where one is no drawing. Blank lines are passed over.
    """
    with _opened(path) as stream:
        number = 0
        while line := _line(stream, path, number + 1):
            number += 1
            if line.strip():
                yield _drawing(line, path, number)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as raw:
        gzipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not gzipped:
            yield raw
            return
        with gzip.open(raw) as stream:
            yield stream  # type: ignore[misc]  # reads like any binary stream


def _line(stream: BinaryIO, path: str, number: int) -> bytes:
    try:
        line = stream.readline(MAX_LINE + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise cnn.BadFile(path, f"line {number}: the gzip data ends or breaks ({error})") from None
    if len(line) > MAX_LINE:
        raise cnn.BadFile(path, f"line {number} is longer than {MAX_LINE} bytes")
    return line


def _drawing(line: bytes, path: str, number: int) -> Drawing:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise cnn.BadFile(path, f"line {number} is not JSON ({error})") from None
    try:
        return Drawing.from_json(data)
    except ValueError as error:
        raise cnn.BadFile(path, f"line {number}: {error}") from None


def _verdict(model: str | None, network: cnn.Network, image: Floats | None) -> Verdict | None:
    if image is None:
        return None
    with np.errstate(all="ignore"):
        probabilities = network.probabilities(image[np.newaxis, np.newaxis])[0]
    _check(model, probabilities)
    return judge(probabilities)


def _reading(model: str | None, network: cnn.Network, drawing: Drawing) -> dict[str, object] | None:
    with np.errstate(all="ignore"):
        reading = read(network, drawing)
    if reading is None:
        return None
    for digit in reading.digits:
        _check(model, digit.prediction.outputs)
    return {"text": reading.text, "digits": [_digit(digit) for digit in reading.digits]}


def _check(model: str | None, probabilities: Floats) -> None:
    if not np.isfinite(probabilities).all():
        raise cnn.BadFile(model or "the bundled network", "its weights are too large to count with")


def _digit(digit: ReadDigit) -> dict[str, object]:
    """A digit as the command answers it; `probability` is that of the most probable digit."""
    words = _in_words(digit.prediction.verdict)
    probability = float(digit.prediction.probabilities.max())
    return {"label": words["label"], "probability": probability, "box": astuple(digit.box), **words}


def _in_words(verdict: Verdict) -> dict[str, object]:
    return {
        "label": verdict.label,
        "probabilities": verdict.probabilities.tolist(),
        "state": verdict.state,
    }
