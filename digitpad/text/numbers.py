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


SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def minus(number: str) -> str:
    """``number`` with a true minus sign."""
    return number.replace("-", "−")


def in_powers(value: float, digits: int = 1) -> str:
    """As ``2.9·10⁷``, and ``3·10⁻⁵`` where all ``digits`` behind the point are 0."""
    digit, power = f"{value:.{digits}e}".split("e")
    digit = digit.rstrip("0").rstrip(".") if "." in digit else digit
    return f"{minus(digit)}·10{str(int(power)).translate(SUPERSCRIPTS)}"


def significant(value: float, digits: int = 2) -> str:
    """``value`` with so many digits: ``0.25``, and what is small or large as ``2.5·10⁻⁷``."""
    text = f"{value:.{digits}g}"
    return in_powers(value, digits - 1) if "e" in text else minus(text)


def compact(value: float, decimals: int = 3, digits: int = 3) -> str:
    """A number in few characters: ``0.25``, ``−15k``, ``2.5M``, ``3·10⁹``, ``2·10⁻⁵``.

    It has so many ``digits``, and ``decimals`` of them behind the point at most. With more than two
    decimals what is below 0.1 has all its digits but one.
    """
    size = abs(value)
    if not math.isfinite(size):
        return minus(str(value))
    if size >= 999.5e6 or (decimals > 2 and 0 < size < 0.001):
        return in_powers(value)
    if decimals > 2 and size < 0.1:
        return minus(f"{value:.{digits - 1}g}")
    for unit, factor in (("M", 1e6), ("k", 1e3)):
        if size >= 0.9995 * factor:
            return minus(_rounded(value / factor, decimals, digits)) + unit
    return minus(_rounded(value, decimals, digits))


def _rounded(value: float, decimals: int, digits: int) -> str:
    """No noughts behind the point, and no sign before a nought."""
    whole = len(str(int(abs(value))))
    text = f"{value:.{max(0, min(decimals, digits - whole + (abs(value) < 1)))}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number(value: float, digits: int = 3) -> str:
    """``value`` with at most so many digits behind the point, fewer for large ones; "0" for 0.

    A training that diverges makes "inf" and "nan".
    """
    size = abs(value)
    if not math.isfinite(size):
        return f"{value}".replace("-", "−")
    if not size:
        return "0"
    if size >= 1e5 or (digits > 2 and size < 0.5 * 10.0**-digits):
        return in_powers(value)
    digits = max(0, digits - (size >= 9.9995) - (size >= 99.995) - (size >= 999.95))
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def short(value: float, decimals: int = 1) -> str:
    """A number in few characters, with a decimal as long as it is small."""
    size = abs(value)
    if size < 0.5 * 10**-decimals:
        return "0"
    if decimals and size < 9.95:
        return minus(f"{value:.1f}")
    return minus(f"{value:.0f}") if size < 999.5 else compact(value, 1, 2)
