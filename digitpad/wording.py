"""Numbers as people say them."""

from __future__ import annotations

import math


def duration(seconds: float) -> str:
    """``seconds`` in words that seldom change: ``8 s``, ``2 min 10 s``, ``3 h 20 min``."""
    if not math.isfinite(seconds):
        return "…"
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60 // 10 * 10:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def thousands(number: float) -> str:
    """A whole number in groups of three digits with narrow gaps."""
    return f"{round(number):,}".replace(",", "\u202f")


def percentage(share: float) -> str:
    """``share`` with one decimal; what is nearly certain, or nearly impossible, is not called so:
    ``98.7 %``, ``> 99.9 %``, ``< 0.1 %``."""
    percent = 100.0 * share
    if percent >= 99.95:
        return "> 99.9 %"
    return "< 0.1 %" if percent < 0.05 else f"{percent:.1f} %"


def percent(share: float) -> str:
    """``share`` as a percentage without a sign, at most five characters; "nan" for no number."""
    value = 100.0 * share
    if value < 0.05:
        return "0"
    return ">99.9" if value >= 99.95 else f"{value:.1f}"
