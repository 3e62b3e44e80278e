"""The events of a training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchDone:
    """After each minibatch.

    Attributes:
        epoch, epochs: the current one (from 1), and the total.
        batch, batches: the current one in its epoch (from 1), and the number in an epoch.
        loss: the minibatch's mean loss, before the step.
        images_done, images_total: over all epochs.
        seconds: spent training so far, without the time between two events.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    images_done: int
    images_total: int
    seconds: float

    @property
    def fraction(self) -> float:
        """The share of the training that is done, 0 .. 1."""
        return self.images_done / self.images_total

    @property
    def images_per_second(self) -> float:
        return self.images_done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float:
        """The estimated remaining time at the current speed."""
        return self.seconds * (self.images_total - self.images_done) / self.images_done


@dataclass(frozen=True)
class EpochDone:
    """After each epoch.

    Attributes:
        training_loss: mean over the epoch's images, each before its step.
        validation_loss, validation_accuracy: of the current weights; NaN without validation data.
        seconds: as in ``BatchDone``, including validation.
    """

    epoch: int
    epochs: int
    training_loss: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


@dataclass(frozen=True)
class Diverged:
    """The loss of this minibatch was not finite; the training is over.

    The network has the weights of the last minibatch with a finite loss.
    """

    epoch: int
    batch: int


Event = BatchDone | EpochDone | Diverged
