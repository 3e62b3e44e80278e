"""`digitpad predict`: reads pictures or drawings, and prints one line of JSON for each."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import astuple
from io import BufferedReader
from typing import BinaryIO

import numpy as np

import cnn
from cnn.arrays import Floats
from cnn.files import open_to_read
from digitpad.cli import network_file
from digitpad.cli.output import say
from digitpad.imaging.normalise import network_input
from digitpad.imaging.picture import picture_inputs
from digitpad.imaging.scan import open_picture
from digitpad.ink.drawing import Drawing
from digitpad.reading.reader import ReadDigit, read
from digitpad.reading.verdict import Verdict, judge

MAX_LINE = 2**24
MAX_BLANK = 10_000
"""The limit of consecutive blank lines: a small gzipped file may contain millions."""
STDIN = "-"


def predict_pictures(model: str | None, paths: Sequence[str]) -> int:
    """Prints file, label, probabilities and state of each picture; null for a blank one."""
    network = network_file.load(model)
    for path in paths:
        verdict = _likelier(model, network, picture_inputs(open_picture(path)))
        say(None if verdict is None else {"file": path, **_in_words(verdict)})
    return 0


def predict_drawings(model: str | None, path: str, single: bool) -> int:
    """Prints the result for each line of a file of drawings; null for an empty drawing.

    The result is the text and its digits; with `single`, each drawing is one digit, and the result
    is its label, probabilities and state.
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
    """The drawings in a file of JSON lines, plain or gzipped; "-" is standard input.

    Raises BadFile, with the line, if one is not a drawing. Blank lines are skipped.
    """
    name = "standard input" if path == STDIN else path
    with _opened(path) as stream:
        number = blank = 0
        while line := _line(stream, name, number + 1):
            number += 1
            blank = 0 if line.strip() else blank + 1
            if blank > MAX_BLANK:
                raise cnn.BadFile(
                    name, f"line {number}: more than {MAX_BLANK} blank lines in a row"
                )
            if not blank:
                yield _drawing(line, name, number)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    with _source(path) as raw:
        if raw.peek(2)[:2] != b"\x1f\x8b":  # a pipe cannot be rewound
            yield raw
            return
        with gzip.open(raw) as stream:
            yield stream  # type: ignore[misc]  # reads like any binary stream


def _source(path: str) -> AbstractContextManager[BufferedReader]:
    if path != STDIN:
        return open_to_read(path, may_wait=True)
    if sys.stdin is None:  # closed by the caller
        raise cnn.BadFile("standard input", "it is closed")
    return nullcontext(sys.stdin.buffer)  # type: ignore[arg-type]  # it is a BufferedReader


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
        problem = f"line {number} is not JSON, one whole drawing is expected on each ({error})"
        raise cnn.BadFile(path, problem) from None
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


def _likelier(model: str | None, network: cnn.Network, images: Sequence[Floats]) -> Verdict | None:
    """The prediction that looks more like a digit, if ink and paper are hard to tell apart."""
    verdicts = [_verdict(model, network, image) for image in images]
    known = [verdict for verdict in verdicts if verdict is not None]
    return max(known, key=lambda way: float(way.probabilities.max()), default=None)


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
        raise cnn.BadFile(
            model or "the built-in network", "its weights are too large to compute with"
        )


def _digit(digit: ReadDigit) -> dict[str, object]:
    """A digit as JSON values; `probability` is that of the most probable digit."""
    words = _in_words(digit.prediction.verdict)
    probability = float(digit.prediction.probabilities.max())
    return {"label": words["label"], "probability": probability, "box": astuple(digit.box), **words}


def _in_words(verdict: Verdict) -> dict[str, object]:
    return {
        "label": verdict.label,
        "probabilities": verdict.probabilities.tolist(),
        "state": verdict.state,
    }
