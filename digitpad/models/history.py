"""The history of a training: losses and accuracies, in a form that can be drawn at any length."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_BINS = 512


class LossHistory:
    """The loss of every batch, averaged so that there are never more than ``MAX_BINS`` values.

    When the bins are full, neighbours are joined and every bin holds twice as many batches: a
    training of ten seconds and one of ten hours make a curve of the same fineness.
    """

    def __init__(self, batches_per_epoch: int) -> None:
        self.batches_per_epoch = batches_per_epoch
        self._width = 1
        self._sums: list[float] = []
        self._count = 0

    def add(self, loss: float) -> None:
        """Append the loss of the next batch."""
        if self._count == self._width * len(self._sums):
            if len(self._sums) == MAX_BINS:
                self._halve()
            self._sums.append(0.0)
        self._sums[-1] += loss
        self._count += 1

    def points(self) -> tuple[list[float], list[float]]:
        """The middle of every bin in epochs, and the mean loss in it."""
        ends = [min((i + 1) * self._width, self._count) for i in range(len(self._sums))]
        starts = [i * self._width for i in range(len(self._sums))]
        epochs = [(a + b) / 2 / self.batches_per_epoch for a, b in zip(starts, ends, strict=True)]
        means = [s / (b - a) for s, a, b in zip(self._sums, starts, ends, strict=True)]
        return epochs, means

    def _halve(self) -> None:
        self._sums = [a + b for a, b in zip(self._sums[::2], self._sums[1::2], strict=True)]
        self._width *= 2


@dataclass
class History:
    """What a training has shown so far.

    ``validation_loss`` and ``validation_accuracy`` (0 to 1) have one value for every epoch done.
    """

    epochs: int
    training_loss: LossHistory
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)

    @property
    def epochs_done(self) -> list[float]:
        """Where the validation values stand on the axis of epochs."""
        return [float(i + 1) for i in range(len(self.validation_loss))]
