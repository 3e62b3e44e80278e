"""Formats numbers as text."""

from __future__ import annotations

import math

from digitpad.text.translation import tr


def duration(seconds: float) -> str:
    """``seconds`` as text that changes rarely: ``8 s``, ``2 min 10 s``, ``3 h 20 min``."""
    if not math.isfinite(seconds):
        return "…"
    whole = math.ceil(seconds)
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    if whole < 3600:
        return tr(
            "{minutes} min {seconds} s",
            minutes=whole // 60,
            seconds=f"{whole % 60 // 10 * 10:02d}",
        )
    return tr("{hours} h {minutes} min", hours=whole // 3600, minutes=f"{whole % 3600 // 60:02d}")


def thousands(number: float) -> str:
    """A whole number in groups of three digits, separated by narrow spaces."""
    return f"{round(number):,}".replace(",", "\u202f")


def percentage(share: float) -> str:
    """``share`` with one decimal: ``98.7 %``; values near 1 are ``> 99.9 %``, near 0 ``< 0.1
    %``."""
    percent = 100.0 * share
    if percent >= 99.95:
        return "> 99.9 %"
    return "< 0.1 %" if percent < 0.05 else f"{percent:.1f} %"


def exact_percent(share: float, decimals: int = 0) -> str:
    """``share`` as ``98.70 %`` with this many decimals, rounded even if it is near 0 or 1."""
    return f"{100 * share:.{decimals}f} %"


def percent(share: float) -> str:
    """``share`` as a percentage without the % sign, at most five characters; "nan" for NaN."""
    value = 100.0 * share
    if value < 0.05:
        return "0"
    return ">99.9" if value >= 99.95 else f"{value:.1f}"


SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def minus(number: str) -> str:
    """``number`` with a true minus sign."""
    return number.replace("-", "−")


def in_powers(value: float, digits: int = 1) -> str:
    """Such as ``2.9·10⁷``, or ``3·10⁻⁵`` if all ``digits`` after the point are 0."""
    digit, power = f"{value:.{digits}e}".split("e")
    digit = digit.rstrip("0").rstrip(".") if "." in digit else digit
    return f"{minus(digit)}·10{str(int(power)).translate(SUPERSCRIPTS)}"


def significant(value: float, digits: int = 2) -> str:
    """``value`` with this many digits: ``0.25``; small and large ones as ``2.5·10⁻⁷``."""
    text = f"{value:.{digits}g}"
    return in_powers(value, digits - 1) if "e" in text else minus(text)


def compact(value: float, decimals: int = 3, digits: int = 3) -> str:
    """A number in few characters: ``0.25``, ``−15k``, ``2.5M``, ``3·10⁹``, ``2·10⁻⁵``.

    At most ``digits`` digits, and at most ``decimals`` after the point. With more than two
    decimals, a number below 0.1 has one digit less.
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
    """Without trailing zeros, and "0" without a sign."""
    whole = len(str(int(abs(value))))
    text = f"{value:.{max(0, min(decimals, digits - whole + (abs(value) < 1)))}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number(value: float, digits: int = 3) -> str:
    """``value`` with at most this many decimals, fewer for large numbers; "0" for 0.

    A diverged training gives "inf" and "nan".
    """
    size = abs(value)
    if not math.isfinite(size):
        return minus(str(value))
    if not size:
        return "0"
    if size >= 1e5 or (digits > 2 and size < 0.5 * 10.0**-digits):
        return in_powers(value)
    digits = max(0, digits - (size >= 9.9995) - (size >= 99.995) - (size >= 999.95))
    text = f"{value:.{digits}f}"
    return minus(text) if float(text) else text.lstrip("-")


def short(value: float, decimals: int = 1) -> str:
    """A number in few characters, with a decimal if it is small."""
    size = abs(value)
    if size < 0.5 * 10**-decimals:
        return "0"
    if decimals and size < 9.95:
        return minus(f"{value:.{decimals}f}")
    return minus(f"{value:.0f}") if size < 999.5 else compact(value, 1, 2)


def whole_percent(share: float) -> str:
    """``share`` in whole percent; values near 0 or 1 are shown as "> 99 %" or "< 1 %"."""
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


def two_decimals(value: float) -> str:
    """``value`` with two decimals, or as ``3·10⁻⁵``; "0.00" has no sign."""
    return in_powers(value) if 0 < abs(value) < 0.005 else minus(f"{value or 0.0:.2f}")
