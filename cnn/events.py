"""What a training tells whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchDone:
    """After each minibatch.

    Attributes:
        epoch, epochs: this one (from 1), and how many there will be.
        batch, batches: this one in its epoch (from 1), and how many an epoch has.
        loss: its mean loss, before the step.
        images_done, images_total: over all epochs.
        seconds: spent training so far. Waiting for the caller to ask for more does not count.
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
        """How much of the whole training is done, 0 .. 1."""
        return self.images_done / self.images_total

    @property
    def images_per_second(self) -> float:
        return self.images_done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float:
        """If it goes on at this speed."""
        return self.seconds * (self.images_total - self.images_done) / self.images_done


@dataclass(frozen=True)
class EpochDone:
    """After each epoch.

    Attributes:
        training_loss: mean over the epoch's images, each before the step that it was used in.
        validation_loss, validation_accuracy: of the weights as they are now; NaN where there is
            nothing to validate on.
        seconds: as in ``BatchDone``, validation included.
    """

    epoch: int
    epochs: int
    training_loss: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


@dataclass(frozen=True)
class Diverged:
    """The loss of this minibatch was not a finite number; the training is over.

    The network holds the weights of the last minibatch whose loss was finite.
    """

    epoch: int
    batch: int


Event = BatchDone | EpochDone | Diverged
