"""Learning rate schedules: a factor for every step.

A schedule is a function of ``(step, steps, epoch)``: the step (from 0), the total number of steps,
and the epoch (from 0).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

Schedule = Callable[[int, int, int], float]

WARMUP = 0.1  # the share of the steps in which the rate rises


def warmup_decay(step: int, steps: int, epoch: int = 0) -> float:
    """Rises linearly in the first tenth of the steps, then falls linearly to 0."""
    rising = max(1.0, WARMUP * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    return (steps - step) / (steps - rising + 1)


def warmup_cosine(step: int, steps: int, epoch: int = 0) -> float:
    """Rises linearly in the first tenth of the steps, then falls along half a cosine."""
    rising = max(1.0, WARMUP * steps)
    if step < rising:
        return (step + 1) / (rising + 1)
    return (1 + math.cos(math.pi * (step - rising) / (steps - rising + 1))) / 2


def constant(step: int, steps: int, epoch: int = 0) -> float:
    """Always 1."""
    return 1.0


def first_article(step: int, steps: int, epoch: int = 0) -> float:
    """Multiplied by ``0.95**(e + 1)`` after every epoch ``e``, so it falls faster and faster."""
    return float(0.95 ** (epoch * (epoch + 1) / 2))


SCHEDULES: Mapping[str, Schedule] = {
    "warmup_decay": warmup_decay,
    "warmup_cosine": warmup_cosine,
    "constant": constant,
    "first_article": first_article,
}
