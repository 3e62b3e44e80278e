"""The attributes of a ``Transform`` as text."""

from __future__ import annotations

from digitpad.text.numbers import exact_percent, minus
from digitpad.text.translation import QT_TR_NOOP, tr

NAMES = {
    "turn": QT_TR_NOOP("turn"),
    "size": QT_TR_NOOP("size"),
    "right": QT_TR_NOOP("right"),
    "down": QT_TR_NOOP("down"),
    "thickness": QT_TR_NOOP("thickness"),
}


def name_text(name: str) -> str:
    """The name of an attribute."""
    return tr(NAMES[name])


def value_text(name: str, value: float) -> str:
    """A value with its unit: ``−15°``, ``120 %``, ``+1.5 px``."""
    if name == "turn":
        text = f"{value:+.0f}°" if value else "0°"
    elif name in ("right", "down"):
        text = f"{value:+g} px" if value else "0 px"
    else:
        text = exact_percent(value)
    return minus(text)
