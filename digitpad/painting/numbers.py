"""Numbers in rich text."""

from __future__ import annotations


def in_powers(value: float, digits: int = 2) -> str:
    """``0.25``, and what is small or large as ``2.5 · 10<sup>−7</sup>``."""
    number, _, power = f"{value:.{digits}g}".partition("e")
    text = f"{number} · 10<sup>{int(power)}</sup>" if power else number
    return text.replace("-", "−")
