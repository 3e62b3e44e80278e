"""Answers on standard output: JSON, one line each."""

from __future__ import annotations

import json
import math


def number(value: float) -> float | None:
    """`value` for `say`: JSON has no infinity and no NaN, there they are null."""
    return float(value) if math.isfinite(value) else None


def say(value: object) -> None:
    """Prints `value` as one line of JSON, at once: whoever reads may be waiting for it."""
    print(json.dumps(value, allow_nan=False), flush=True)
