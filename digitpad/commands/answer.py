"""Answers on standard output: JSON, one line each."""

from __future__ import annotations

import json


def say(value: object) -> None:
    """Prints `value` as one line of JSON, at once: whoever reads may be waiting for it."""
    print(json.dumps(value, allow_nan=False), flush=True)
