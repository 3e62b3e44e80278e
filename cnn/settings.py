"""What a training is told before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(frozen=True)
class TrainingSettings:
    """How to train. Everything random follows from ``seed``.

    Attributes:
        epochs: times through the data.
        batch_size: images a step.
        learning_rate: the highest; it rises for a tenth of the steps, then falls to 0.
        momentum: of stochastic gradient descent.
        seed: of the order of the images.
        LIMITS: the least and the most of each.

    Raises:
        ValueError: one is out of its range; the sentence names it.
    """

    epochs: int = 3
    batch_size: int = 64
    learning_rate: float = 0.1
    momentum: float = 0.9
    seed: int = 0

    LIMITS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "epochs": (1, 1000),
        "batch_size": (1, 4096),
        "learning_rate": (1e-5, 10.0),
        "momentum": (0.0, 0.999),
        "seed": (0, 2**31 - 1),
    }

    def __post_init__(self) -> None:
        for field in fields(self):
            value, (least, most) = getattr(self, field.name), self.LIMITS[field.name]
            whole = isinstance(field.default, int)
            if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
                kind = "a whole number" if whole else "a number"
                raise ValueError(f"{_words(field.name)} must be {kind}, not {value!r}")
            if not least <= value <= most:
                raise ValueError(
                    f"{_words(field.name)} must be between {least:g} and {most:g}, not {value:g}"
                    if not whole
                    else f"{_words(field.name)} must be between {least} and {most}, not {value}"
                )


def _words(name: str) -> str:
    return name.replace("_", " ")
