"""The training loop: a generator of events.

To pause, do not ask for the next event; to stop, close the generator, and the network keeps its
weights. Nothing is printed, and no thread is started here.

Everything random follows from the seed and the position (epoch and step), not from earlier draws:
so a training continues exactly from a few numbers and vectors.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from cnn.arrays import Floats, Integers
from cnn.data.dataset import Dataset
from cnn.events import BatchDone, Diverged, EpochDone, Event
from cnn.fast.minibatch import WORKERS, Minibatch
from cnn.fast.threads import one_blas_thread
from cnn.losses import LOSSES
from cnn.metrics import check_data, evaluate
from cnn.network import Network
from cnn.optimisers import OPTIMISERS
from cnn.schedules import SCHEDULES
from cnn.settings import TrainingSettings
from cnn.snapshot import Snapshot


def train(
    network: Network,
    training: Dataset,
    validation: Dataset | None,
    settings: TrainingSettings,
    workers: int = WORKERS,
) -> Generator[Event, None, None]:
    """Train ``network`` in place; arguments and events are those of ``Training``."""
    return Training(network, training, validation, settings, workers).events()


@dataclass
class Position:
    """The position of a training.

    Attributes:
        epoch: from 1.
        batch: finished minibatches of the epoch.
        images_done: over all epochs.
        epoch_loss: summed over the images of this epoch so far.
        seconds: training time so far.
        rate_factor: factor of the learning rate, in addition to the schedule; 1 unless a callback
            changes it.
    """

    epoch: int = 1
    batch: int = 0
    images_done: int = 0
    epoch_loss: float = 0.0
    seconds: float = 0.0
    rate_factor: float = 1.0

    def check(self, images: int, settings: TrainingSettings) -> None:
        """Check that this is a possible position of a training on this number of images.

        Raises:
            ValueError: it is not.
        """
        whole = (self.epoch, self.batch, self.images_done)
        numbers = (self.epoch_loss, self.seconds, self.rate_factor)
        if not (
            all(type(n) is int for n in whole)
            and all(type(n) in (int, float) and math.isfinite(n) for n in numbers)
            and 1 <= self.epoch <= settings.epochs + (self.batch == 0)
            and 0 <= self.batch <= -(-images // settings.batch_size)
            and self.images_done
            == (self.epoch - 1) * images + min(self.batch * settings.batch_size, images)
            and min(self.seconds, self.rate_factor) >= 0
        ):
            raise ValueError(f"it cannot be at {self}")


class Training:
    """One training of one network.

    Args:
        network: changed in place.
        training: the training data.
        validation: evaluated after each epoch, if given.
        settings: the training settings.
        workers: number of processes. The result does not depend on it, to the last bit.

    Attributes:
        position: the current position.
        optimiser: what makes the steps, with its memory of past ones.

    Raises:
        ValueError: the data do not fit the network.
    """

    def __init__(
        self,
        network: Network,
        training: Dataset,
        validation: Dataset | None,
        settings: TrainingSettings,
        workers: int = WORKERS,
    ) -> None:
        check_data(network, training)
        if validation is not None:
            check_data(network, validation)
        _check_batches(network, len(training), settings.batch_size)
        self.network = network
        self.settings = settings
        self.position = Position()
        self._training = training
        self._validation = validation
        self._workers = workers
        self.optimiser = OPTIMISERS[settings.optimiser](settings.momentum)
        self._schedule = SCHEDULES[settings.schedule]
        self._batches = -(-len(training) // settings.batch_size)
        self.optimiser.prepare(network.values)
        self._last_good, self._before = Snapshot(network), Snapshot(network)
        self._counting_since: float | None = None

    def events(self) -> Generator[Event, None, None]:
        """Train from the current position to the end.

        Yields:
            ``BatchDone`` for every minibatch, ``EpochDone`` for every epoch; ``Diverged``, as the
            last event, if the loss is not finite.
        """
        settings, position = self.settings, self.position
        with (
            one_blas_thread(),
            Minibatch(
                self.network, self._training, settings.loss, settings.seed, self._workers
            ) as minibatch,
        ):
            while position.epoch <= settings.epochs:
                for places in self._batches_left():
                    with self._counting():
                        event = self._step(minibatch, places)
                    yield event
                    if isinstance(event, Diverged):
                        return
                with self._counting():
                    event = self._end_epoch()
                yield event
                if isinstance(event, Diverged):
                    return

    def _batches_left(self) -> Iterator[Integers]:
        """The indices of the images of this epoch's remaining minibatches."""
        images, size = len(self._training), self.settings.batch_size
        order = np.arange(images)
        if self.settings.shuffle:
            np.random.default_rng([self.settings.seed, self.position.epoch]).shuffle(order)
        for start in range(self.position.batch * size, images, size):
            yield order[start : start + size]

    @property
    def _steps_done(self) -> int:
        return (self.position.epoch - 1) * self._batches + self.position.batch

    def _step(self, minibatch: Minibatch, places: Integers) -> Event:
        position, settings = self.position, self.settings
        step = self._steps_done
        with np.errstate(all="ignore"):  # this loss or the next one shows it
            self._before.take()
            loss = minibatch.compute(places, step)
            values = self.network.values  # a worker process may have moved them
            if not np.isfinite(loss):
                self._last_good.put_back()
                return Diverged(position.epoch, position.batch + 1)
            self._last_good, self._before = self._before, self._last_good
            steps = self._batches * settings.epochs
            rate = settings.learning_rate * position.rate_factor
            rate *= self._schedule(step, steps, position.epoch - 1)
            self.optimiser.step(values, self.network.gradients, rate)
        position.batch += 1
        position.images_done += len(places)
        position.epoch_loss += loss * len(places)
        return BatchDone(
            position.epoch,
            settings.epochs,
            position.batch,
            self._batches,
            loss,
            position.images_done,
            len(self._training) * settings.epochs,
            self._seconds(),
        )

    def _end_epoch(self) -> Event:
        position = self.position
        if not np.isfinite(self.network.values).all():  # the last step was too large
            self._last_good.put_back()
            return Diverged(position.epoch, position.batch)
        loss = accuracy = math.nan
        if self._validation is not None:
            with np.errstate(all="ignore"):
                result = evaluate(self.network, self._validation, LOSSES[self.settings.loss])
            loss, accuracy = result.loss, result.accuracy
        done = EpochDone(
            position.epoch,
            self.settings.epochs,
            position.epoch_loss / len(self._training),
            loss,
            accuracy,
            self._seconds(),
        )
        position.epoch += 1
        position.batch, position.epoch_loss = 0, 0.0
        return done

    @contextmanager
    def _counting(self) -> Iterator[None]:
        """Measures the seconds inside; the time between two events is not counted."""
        self._counting_since = time.perf_counter()
        yield
        self.position.seconds = self._seconds()
        self._counting_since = None

    def _seconds(self) -> float:
        since = self._counting_since
        return self.position.seconds + (time.perf_counter() - since if since is not None else 0.0)

    def state(self) -> tuple[dict[str, Any], dict[str, Floats]]:
        """Numbers and vectors (copies) from which ``load_state`` continues exactly."""
        numbers = {
            "settings": asdict(self.settings),
            "position": asdict(self.position),
            "images": len(self._training),
            "data": self._training.fingerprint(),
        }
        arrays = {f"network.{name}": value for name, value in self.network.state().items()}
        arrays |= {f"optimiser.{name}": value for name, value in self.optimiser.slots.items()}
        arrays |= {f"last_good.{name}": v for name, v in self._last_good.state().items()}
        return numbers, {name: np.array(value) for name, value in arrays.items()}

    def load_state(self, numbers: Mapping[str, Any], arrays: Mapping[str, Floats]) -> None:
        """Continue from ``state``, with the same architecture, data and settings.

        Raises:
            ValueError: they are not the same.
        """
        if numbers["images"] != len(self._training):
            raise ValueError(
                f"it was trained on {numbers['images']} images, not on {len(self._training)}"
            )
        if numbers["data"] != self._training.fingerprint():
            raise ValueError("it was trained on other images or labels")
        if numbers["settings"] != asdict(self.settings):
            raise ValueError("it was trained with other settings")
        self.network.load_state(_under("network.", arrays))
        self._last_good.load(_under("last_good.", arrays))
        self.position = Position(**numbers["position"])
        self.position.check(len(self._training), self.settings)
        self.optimiser.load(self._steps_done, _under("optimiser.", arrays))


def _check_batches(network: Network, images: int, batch_size: int) -> None:
    """Check that no minibatch is too small for a layer.

    Raises:
        ValueError: one is.
    """
    smallest = images % batch_size or min(batch_size, images)
    if smallest == 1 and network.needs_two_images:
        raise ValueError(
            f"{images} images in minibatches of {batch_size} leave one with a single image, which "
            "has no variance for batch normalisation: use another batch size"
        )


def _under(prefix: str, arrays: Mapping[str, Floats]) -> dict[str, Floats]:
    return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}
