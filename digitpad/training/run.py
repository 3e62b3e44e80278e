"""One training: its start, its progress and its result."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

import cnn
from digitpad.training.history import History, LossHistory
from digitpad.training.worker import Report

GUESSING = 0.15
"""Always giving the same answer is correct for 10 to 11 % of MNIST."""
BRIEF_BATCHES = 20
"""A training with fewer batches was stopped at once."""


class StopReason(enum.Enum):
    """Why a training ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FAILED = "failed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, eq=False)
class TrainingResult:
    """How a training ended.

    Attributes:
        reason: why it ended.
        network: what was trained; None if there was no batch.
        batch: the last batch; None if there was none.
        accuracy: on the validation images after the last complete epoch, 0 to 1; None before that.
        error: what ended it, if ``reason`` is ``FAILED``.
        is_brief: whether it saw fewer than ``BRIEF_BATCHES`` batches.
    """

    reason: StopReason
    network: cnn.Network | None = None
    batch: cnn.BatchDone | None = None
    accuracy: float | None = None
    error: Exception | None = None
    is_brief: bool = False

    @property
    def has_learned(self) -> bool:
        """Whether its accuracy is clearly better than guessing; True if it was not measured."""
        return self.accuracy is None or self.accuracy > GUESSING


@dataclass(eq=False)
class Run:
    """A training, from its start to its result.

    Attributes:
        network: as it was before the first batch; a training changes a copy.
        settings: how it is trained; ``settings.seed`` starts all random numbers.
        data: name of the data set.
        history: losses and accuracies so far; None before the first batch.
        batch: the latest batch; None before the first.
        result: how it ended; None until then.
    """

    network: cnn.Network
    settings: cnn.TrainingSettings
    data: str = "MNIST"
    history: History | None = None
    batch: cnn.BatchDone | None = None
    result: TrainingResult | None = None

    @classmethod
    def of_preset(cls, preset: str, settings: cnn.TrainingSettings) -> Run:
        """A run of an untrained preset; the same seed gives the same run."""
        return cls(cnn.preset(preset, np.random.default_rng(settings.seed)), settings)

    def record(self, report: Report) -> None:
        """Add what a report brings to ``history`` and ``batch``."""
        if report.batch is not None:
            self.batch = report.batch
            if self.history is None:
                epochs, batches = report.batch.epochs, report.batch.batches
                self.history = History(epochs, LossHistory(batches, epochs))
        if self.history is None:
            return
        for loss, images in zip(report.losses, report.images, strict=True):
            self.history.training_loss.add(loss, images)
        for epoch in report.epochs_done:
            self.history.validation_loss.append(epoch.validation_loss)
            self.history.validation_accuracy.append(epoch.validation_accuracy)
