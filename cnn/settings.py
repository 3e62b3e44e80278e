"""The settings of a training."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from cnn.checks import require_name
from cnn.losses import LOSSES
from cnn.optimisers import OPTIMISERS
from cnn.schedules import SCHEDULES


@dataclass(frozen=True)
class TrainingSettings:
    """How to train. Everything random follows from ``seed``.

    Attributes:
        epochs: passes over the data.
        batch_size: images per step.
        learning_rate: the maximum; ``schedule`` gives the share of it for each step.
        momentum: of the optimisers "momentum" and "nesterov".
        seed: of the order of the images, and of dropout.
        optimiser: a name in ``cnn.optimisers.OPTIMISERS``.
        schedule: a name in ``cnn.schedules.SCHEDULES``.
        loss: a name in ``cnn.losses.LOSSES``.
        shuffle: whether each epoch has a new order.
        LIMITS: the minimum and maximum of each number.
        NAMES: the possible values of each name.

    Raises:
        ValueError: one is out of its range; the message names it.
    """

    epochs: int = 3
    batch_size: int = 64
    learning_rate: float = 0.1
    momentum: float = 0.9
    seed: int = 0
    optimiser: str = "momentum"
    schedule: str = "warmup_decay"
    loss: str = "softmax_cross_entropy"
    shuffle: bool = True

    LIMITS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "epochs": (1, 1000),
        "batch_size": (1, 4096),
        "learning_rate": (1e-5, 10.0),
        "momentum": (0.0, 0.999),
        "seed": (0, 2**31 - 1),
    }
    NAMES: ClassVar[Mapping[str, Collection[str]]] = {
        "optimiser": OPTIMISERS.keys(),
        "schedule": SCHEDULES.keys(),
        "loss": LOSSES.keys(),
    }

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name in self.LIMITS:
                self._check_number(field.name, whole=isinstance(field.default, int))
        for name, known in self.NAMES.items():
            require_name(getattr(self, name), name, known)
        if not isinstance(self.shuffle, bool):
            raise ValueError(f"shuffle must be True or False, not {self.shuffle!r}")

    def _check_number(self, name: str, whole: bool) -> None:
        value, (least, most) = getattr(self, name), self.LIMITS[name]
        words = name.replace("_", " ")
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise ValueError(f"{words} must be a{' whole' * whole} number, not {value!r}")
        if not least <= value <= most:
            show = "{}" if whole else "{:g}"
            limits = f"{show.format(least)} and {show.format(most)}"
            raise ValueError(f"{words} must be between {limits}, not {show.format(value)}")
