"""What a network's classes are called: ten digits, and where it knows that, no digit."""

from __future__ import annotations

from digitpad.reading.reader import Prediction
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import percentage

NO_DIGIT = "no digit"


def class_name(label: int) -> str:
    """ "7", or "no digit" for the eleventh class."""
    return str(label) if label < DIGITS else NO_DIGIT


def a_class(label: int) -> str:
    """The same with an article: "a 7", "an 8", "no digit"."""
    if label >= DIGITS:
        return NO_DIGIT
    return f"an {label}" if label == 8 else f"a {label}"


def answer_in_words(prediction: Prediction) -> tuple[str, str]:
    """The answer and how probable it is: "7" and "98.7 %", "4 or 9" and "48.0 %", "no digit"."""
    if prediction.state == "none":
        return NO_DIGIT, percentage(float(prediction.outputs[DIGITS:].sum()))
    first, second = prediction.rivals
    share = percentage(float(prediction.outputs[first]))
    if prediction.state == "unsure":
        return f"{class_name(first)} or {class_name(second)}?", share
    return str(first), share
