"""How the learning rate changes while a training runs."""

from __future__ import annotations


def warmup_decay(step: int, steps: int, peak: float, warmup: float = 0.1) -> float:
    """The rate for one step: up in a straight line to ``peak``, then down in one to 0.

    Args:
        step: 0 .. steps - 1.
        steps: how many there are in all.
        peak: the highest rate.
        warmup: the share of the steps that goes up.
    """
    rising = max(1.0, warmup * steps)
    if step < rising:
        return peak * (step + 1) / (rising + 1)
    return peak * (steps - step) / (steps - rising + 1)
