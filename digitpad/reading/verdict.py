"""The verdict on an answer: a digit, not sure which, or no digit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from cnn.arrays import Floats

State = Literal["digit", "unsure", "none"]

DIGITS = 10
UNSURE_BELOW = 0.5
"""If the most probable digit is not more probable than this, the answer is "not sure"."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """The meaning of a network's outputs. Every page and command uses this class.

    Attributes:
        outputs: ``(10,)``, or ``(11,)`` with "no digit" as the last class.
    """

    outputs: Floats

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """All classes, most probable first; equally probable ones in ascending order."""
        return tuple(np.argsort(-self.outputs, kind="stable").tolist())

    @property
    def probabilities(self) -> Floats:
        """Of the ten digits, ``(10,)``; the rest to 1 is "no digit"."""
        return self.outputs[:DIGITS]

    @property
    def state(self) -> State:
        """ "none" if "no digit" is the most probable class; otherwise "digit" or "unsure"."""
        first = self.ranking[0]
        if first >= DIGITS:
            return "none"
        return "digit" if self.outputs[first] > UNSURE_BELOW else "unsure"

    @property
    def label(self) -> int | None:
        """The most probable digit; None if it is no digit."""
        return None if self.state == "none" else self.ranking[0]

    @property
    def rivals(self) -> tuple[int, int]:
        """The two most probable classes, the more probable one first; one may be "no digit"."""
        return self.ranking[0], self.ranking[1]


def judge(outputs: Floats) -> Verdict:
    """The verdict on a network's output for one image.

    Args:
        outputs: probabilities, ``(10,)``, or ``(11,)`` from a network with the class "no digit".

    Raises:
        ValueError: the number of classes is neither.
    """
    if outputs.shape not in ((DIGITS,), (DIGITS + 1,)):
        raise ValueError(f"expected 10 or 11 probabilities, not {outputs.shape}")
    return Verdict(outputs)
