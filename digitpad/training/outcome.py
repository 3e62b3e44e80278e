"""How a training ended."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import cnn

GUESSED = 0.15
"""Who always says the same digit reads 10 to 11 % of MNIST rightly."""


class StopReason(enum.Enum):
    """Why there was no further batch."""

    FINISHED = "finished"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FAILED = "failed"


@dataclass(frozen=True)
class TrainingResult:
    """How a training ended, and how far it had come.

    Attributes:
        batch: the last one; None when there was none.
        accuracy: on the validation pictures after the last epoch done, 0 to 1; None before that.
    """

    end: StopReason
    batch: cnn.BatchDone | None
    accuracy: float | None

    @property
    def has_learned(self) -> bool:
        """Whether it reads clearly more than one of ten digits; True where nobody has counted."""
        return self.accuracy is None or self.accuracy > GUESSED

    @property
    def words(self) -> str:
        """The same for people, as ``Stopped in epoch 2 of 3, accuracy 97.9 %``."""
        accuracy = "" if self.accuracy is None else f", accuracy {100 * self.accuracy:.1f} %"
        if self.batch is None:
            return (
                "Stopped before it began" if self.end is StopReason.STOPPED else "Ended by an error"
            )
        epochs = self.batch.epochs
        if self.end is StopReason.FINISHED:
            return f"Finished: {epochs} epoch{'s' if epochs > 1 else ''}{accuracy}"
        where = f"in epoch {self.batch.epoch} of {epochs}"
        if self.end is StopReason.STOPPED:
            return f"Stopped {where}{accuracy}"
        why = "the learning rate is too high" if self.end is StopReason.DIVERGED else "an error"
        return f"Ended {where}: {why}"
