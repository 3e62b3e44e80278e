"""The attributes of a ``Change`` in words."""

from __future__ import annotations

NAMES = {
    "turn": "turn",
    "size": "size",
    "right": "right",
    "down": "down",
    "thickness": "thickness",
}


def value_in_words(name: str, value: float) -> str:
    """A value with its unit: ``−15°``, ``120 %``, ``+1.5 px``."""
    if name == "turn":
        words = f"{value:+.0f}°" if value else "0°"
    elif name in ("right", "down"):
        words = f"{value:+g} px" if value else "0 px"
    else:
        words = f"{100 * value:.0f} %"
    return words.replace("-", "−")
