"""What to say about an answer: a digit, not sure which, or no digit at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.arrays import Floats

State = Literal["digit", "unsure", "none"]

DIGITS = 10
NO_DIGIT_FROM = 0.5
"""From this probability of being none of the ten, it is no digit."""
TORN = 0.5
"""Where no digit is more probable than this, the network is torn."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a network's probabilities come to.

    Attributes:
        probabilities: of the ten digits, ``(10,)``; what is missing to 1 is "no digit".
        state: "digit"; "unsure" where two digits are nearly as probable; "none".
    """

    probabilities: Floats
    state: State

    @property
    def label(self) -> int | None:
        """The most probable digit; None where it is no digit."""
        return None if self.state == "none" else int(self.probabilities.argmax())

    @property
    def rivals(self) -> tuple[int, int]:
        """The two most probable digits, the more probable one first."""
        second, first = np.argsort(self.probabilities, kind="stable")[-2:].tolist()
        return first, second


def judge(probabilities: Floats) -> Verdict:
    """The verdict on a network's output for one image.

    Args:
        probabilities: ``(10,)``, or ``(11,)`` from a network that knows "no digit" as the last.

    Raises:
        ValueError: another number of classes.
    """
    if probabilities.shape not in ((DIGITS,), (DIGITS + 1,)):
        raise ValueError(f"10 or 11 probabilities are judged, not {probabilities.shape}")
    digits = probabilities[:DIGITS]
    if probabilities[DIGITS:].sum() >= NO_DIGIT_FROM:
        return Verdict(digits, "none")
    return Verdict(digits, "digit" if digits.max() > TORN else "unsure")
