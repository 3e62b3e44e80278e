"""The loss of a minibatch and its gradient, computed in shards on both cores.

A minibatch is split into shards *by its size alone*. Each shard is computed with one BLAS thread,
and the shards' sums are added in order, so the result is bit-identical whether one process computes
them in turn or two at once. A large shard is computed in chunks that fit in the cache.

Python threads would gain nothing: a step is some sixty NumPy calls of 5 to 200 µs, and each of them
passes the interpreter lock to the other thread. The worker is a child process
(``cnn.fast.shard_worker``). If it cannot start, ends or does not answer, this process continues
alone, with the same result.

If a layer needs sums over the whole minibatch (batch normalisation), the shards are computed at
the same time and add them up on the way (``cnn.fast.exchange``).
"""

from __future__ import annotations

import logging
import os
from threading import BrokenBarrierError
from types import TracebackType

import numpy as np

from cnn.arrays import Integers
from cnn.data.dataset import Dataset
from cnn.fast.shard import Shard, cut
from cnn.fast.shard_thread import ShardThread
from cnn.fast.shard_worker import ShardWorker, WorkerError
from cnn.network import Network

SHARDS = 2
LEAST_SECONDS, FACTOR = 3.0, 20
"""The time limit for the worker's half of a minibatch: at least this many seconds, or this multiple
of the time that this process took for its own half."""
LEAST_SHARED = 24  # in smaller minibatches the hand-over costs more than the second core saves


def _cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


WORKERS = min(SHARDS, _cores())


class Minibatch:
    """Computes minibatches of one dataset for one network; a context manager.

    Args:
        network: the network whose parameters are used, and whose gradients are written.
        data: labelled images.
        loss: a name in ``cnn.losses.LOSSES``.
        seed: the seed of dropout.
        workers: number of processes, including this one; the result does not depend on it.
    """

    def __init__(
        self,
        network: Network,
        data: Dataset,
        loss: str = "softmax_cross_entropy",
        seed: int = 0,
        workers: int = WORKERS,
    ) -> None:
        self._network = network
        self._own = Shard(network, data, loss, seed)
        self._orders = {"loss": loss, "seed": seed}
        self._data = data
        self._workers = workers
        self._helper: ShardWorker | ShardThread | None = None
        self._first = np.empty_like(network.gradients)

    def __enter__(self) -> Minibatch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close_helper()

    def compute(self, places: Integers, step: int = 0) -> float:
        """The mean loss of the images at these indices; writes its gradient to the network's
        gradients."""
        small = len(places) < LEAST_SHARED
        loss = self._sum(step, *cut(places, 1 if small else SHARDS))
        return loss / len(places)

    def _sum(self, step: int, first: Integers, second: Integers | None = None) -> float:
        if second is None:
            return self._own.compute(first, step, 0, len(first))
        if self._workers > 1:
            try:
                return self._sum_together(step, first, second)
            except WorkerError as lost:
                logging.getLogger(__name__).warning("%s; the training continues without it", lost)
                self._workers = 1
        if self._network.needs_whole_batch:
            return self._sum_together(step, first, second)
        images = len(first) + len(second)
        loss = self._own.compute(first, step, 0, images)
        np.copyto(self._first, self._network.gradients)
        loss += self._own.compute(second, step, 1, images)
        np.add(self._first, self._network.gradients, out=self._network.gradients)
        return loss

    def _sum_together(self, step: int, first: Integers, second: Integers) -> float:
        """Both shards at the same time."""
        helper = self._helper = self._helper or self._new_helper()
        statistics = self._network.statistics() if self._network.needs_whole_batch else {}
        before = {name: value.copy() for name, value in statistics.items()}
        try:
            images = len(first) + len(second)
            helper.start(second, step, images)
            loss = self._own.compute(first, step, 0, images)
            loss += helper.finish()
        except BaseException as error:
            if isinstance(error, BrokenBarrierError):  # the other thread has failed
                error = helper.error() or error
            self._close_helper()
            for name, value in statistics.items():
                value[:] = before[name]  # the step is computed again
            raise error
        self._network.gradients += helper.gradients
        return loss

    def _new_helper(self) -> ShardWorker | ShardThread:
        if self._workers > 1:
            return ShardWorker(self._network, self._data, self._orders, _patience)
        return ShardThread(self._own)

    def _close_helper(self) -> None:
        if self._helper is not None:
            self._helper.close()
            self._helper = None


def _patience(seconds: float) -> float:
    """How long to wait for the worker in a step that has taken this long."""
    return max(LEAST_SECONDS, FACTOR * seconds)
