"""The names of a network's classes: ten digits, and sometimes "no digit"."""

from __future__ import annotations

from digitpad.reading.reader import Prediction
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import percentage
from digitpad.text.translation import tr


def class_name(label: int) -> str:
    """ "7", or "no digit" for the eleventh class."""
    return str(label) if label < DIGITS else tr("no digit")


def a_class(label: int) -> str:
    """The same inside a sentence: "a 7", "an 8", "“no digit”"."""
    if label >= DIGITS:
        return tr("“no digit”")
    return tr("an 8") if label == 8 else tr("a {digit}", digit=label)


def answer_in_words(prediction: Prediction) -> tuple[str, str]:
    """The answer and its probability: "7" and "98.7 %", "4 or 9?" and "48.0 %", "no digit"."""
    if prediction.state == "none":
        return tr("no digit"), percentage(float(prediction.outputs[DIGITS:].sum()))
    first, second = prediction.rivals
    share = percentage(float(prediction.outputs[first]))
    if prediction.state == "unsure":
        return tr("{first} or {second}?", first=class_name(first), second=class_name(second)), share
    return str(first), share
