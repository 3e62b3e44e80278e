"""What a network's classes are called: ten digits, and where it knows that, no digit."""

from __future__ import annotations

from digitpad.verdict import DIGITS

NO_DIGIT = "no digit"


def class_name(label: int) -> str:
    """ "7", or "no digit" for the eleventh class."""
    return str(label) if label < DIGITS else NO_DIGIT


def a_class(label: int) -> str:
    """The same with an article: "a 7", "an 8", "no digit"."""
    if label >= DIGITS:
        return NO_DIGIT
    return f"an {label}" if label == 8 else f"a {label}"
