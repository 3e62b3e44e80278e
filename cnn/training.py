"""The training loop: a generator of events.

Who wants the next event asks for it; who wants to pause does not ask; who wants to stop closes the
generator, and the network keeps the weights that it has. Nothing is printed and no thread is
started here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from cnn.arrays import Integers
from cnn.data.dataset import Dataset
from cnn.events import BatchDone, Diverged, EpochDone, Event
from cnn.metrics import check_data, evaluate
from cnn.minibatch import WORKERS, Minibatch
from cnn.network import Network
from cnn.optimisers import SGD
from cnn.schedules import warmup_decay
from cnn.settings import TrainingSettings
from cnn.threads import one_blas_thread


def train(
    network: Network,
    training: Dataset,
    validation: Dataset,
    settings: TrainingSettings,
    workers: int = WORKERS,
) -> Iterator[Event]:
    """Train ``network`` in place, with momentum and a learning rate that warms up and decays.

    Args:
        network: is changed, from event to event.
        training: what it learns from.
        validation: what it is measured on after each epoch.
        settings: how.
        workers: processes to use. The result does not depend on it, to the last bit.

    Yields:
        ``BatchDone`` for every minibatch, ``EpochDone`` for every epoch; ``Diverged``, and nothing
        more, if the loss stops being a finite number.

    Raises:
        ValueError: data that does not fit the network.
    """
    check_data(network, training)
    check_data(network, validation)
    watch = Stopwatch()
    with (
        one_blas_thread(),
        Minibatch(network, training, workers) as minibatch,
    ):
        loop = _Loop(network, minibatch, len(training), settings)
        for epoch in range(1, settings.epochs + 1):
            total_loss = 0.0
            for batch, places in enumerate(loop.batches(epoch), 1):
                loss = loop.step(places)
                if loss is None:
                    yield Diverged(epoch, batch)
                    return
                total_loss += loss * len(places)
                event = loop.batch_done(epoch, batch, loss, watch.seconds)
                with watch.stopped():
                    yield event
            result = evaluate(network, validation)
            epoch_done = EpochDone(
                epoch,
                settings.epochs,
                total_loss / len(training),
                result.loss,
                result.accuracy,
                watch.seconds,
            )
            with watch.stopped():
                yield epoch_done


class _Loop:
    """The state of one training between its events."""

    def __init__(
        self, network: Network, minibatch: Minibatch, images: int, settings: TrainingSettings
    ) -> None:
        self._network = network
        self._minibatch = minibatch
        self._images = images
        self._settings = settings
        self._optimiser = SGD(settings.momentum)
        self._batches = -(-images // settings.batch_size)
        self._steps = 0
        self._images_done = 0
        self._last_good = network.values.copy()

    def batches(self, epoch: int) -> Iterator[Integers]:
        """Places of the epoch's minibatches: an order that depends on seed and epoch alone."""
        rng = np.random.default_rng([self._settings.seed, epoch])
        order = rng.permutation(self._images)
        for start in range(0, self._images, self._settings.batch_size):
            yield order[start : start + self._settings.batch_size]

    def step(self, places: Integers) -> float | None:
        """One step; its mean loss, or None where that is not finite (then nothing has moved)."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            loss = self._minibatch.compute(places)
        if not np.isfinite(loss):
            np.copyto(self._network.values, self._last_good)
            return None
        np.copyto(self._last_good, self._network.values)
        steps = self._batches * self._settings.epochs
        rate = warmup_decay(self._steps, steps, self._settings.learning_rate)
        with np.errstate(over="ignore", invalid="ignore"):  # the next loss will tell
            self._optimiser.step(self._network.values, self._network.gradients, rate)
        self._steps += 1
        self._images_done += len(places)
        return loss

    def batch_done(self, epoch: int, batch: int, loss: float, seconds: float) -> BatchDone:
        return BatchDone(
            epoch,
            self._settings.epochs,
            batch,
            self._batches,
            loss,
            self._images_done,
            self._images * self._settings.epochs,
            seconds,
        )


class Stopwatch:
    """Counts seconds, but not those in which it is stopped."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._waited = 0.0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start - self._waited

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Do not count what happens inside."""
        start = time.perf_counter()
        yield
        self._waited += time.perf_counter() - start
