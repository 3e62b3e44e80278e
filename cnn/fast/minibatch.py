"""The loss of a minibatch and its gradient, computed in shards on both cores.

A minibatch is split into shards *by its size alone*. Each shard is computed with one BLAS thread,
and the shards' sums are added in order, so the result is bit-identical whether one process computes
them in turn or two at once. A large shard is computed in chunks that fit in the cache.

Python threads would gain nothing: a step is some sixty NumPy calls of 5 to 200 µs, and each of them
passes the interpreter lock to the other thread. The worker is a child process
(``cnn.fast.worker``): parameters and gradients are in memory that both processes map; a byte
through a pipe starts it, and another reports the end. Both sides poll briefly, then sleep, while
they wait. If the worker cannot start, ends or does not answer, this process continues alone, with
the same result.

If a layer needs the whole minibatch at once, there is only one shard.
"""

from __future__ import annotations

import json
import logging
import os
import select
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from cnn.arrays import Integers
from cnn.data.dataset import Dataset
from cnn.fast.processes import command, end, environment, own_group
from cnn.files import temporary_folder
from cnn.losses import LOSSES
from cnn.network import Network

SHARDS = 2
CHUNK = 40  # images at a time, so that their im2col columns stay in a core's cache
START_SECONDS = 30.0
"""Seconds that the worker may take to start."""
LEAST_SECONDS, FACTOR = 3.0, 20
"""The time limit for the worker's half of a minibatch: at least this many seconds, or this multiple
of the time that this process took for its own half."""
READY = b"cnn.fast.worker is ready\n"
LEAST_SHARED = 24  # in smaller minibatches the hand-over costs more than the second core saves


def _cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


WORKERS = min(SHARDS, _cores())


def cut(places: Integers, parts: int) -> list[Integers]:
    """Views of ``parts`` almost equal consecutive parts."""
    bounds = [len(places) * part // parts for part in range(parts + 1)]
    return [places[a:b] for a, b in pairwise(bounds)]


class Shard:
    """The loss and gradient of a part of a minibatch.

    Args:
        network: the network whose parameters and gradients are used.
        data: the dataset that contains the images.
        loss: a name in ``cnn.losses.LOSSES``.
        seed: the seed of dropout.
    """

    def __init__(self, network: Network, data: Dataset, loss: str, seed: int) -> None:
        self._network = network
        self._data = data
        self._loss = LOSSES[loss]
        self._seed = seed
        self._sums = np.empty_like(network.gradients)

    def compute(self, places: Integers, step: int, shard: int) -> float:
        """The summed loss of these images; writes its gradient to the network's gradients.

        Args:
            places: the indices of the images.
            step, shard: the position in the training, which determines dropout together with the
                seed.
        """
        network = self._network
        if network.is_random:
            network.reseed(np.random.default_rng([self._seed, step, shard]))
        if network.needs_whole_batch or len(places) <= CHUNK:
            return self._compute(places)
        loss = 0.0
        self._sums.fill(0)
        for chunk in cut(places, -(-len(places) // CHUNK)):
            loss += self._compute(chunk)
            self._sums += network.gradients
        np.copyto(network.gradients, self._sums)
        return loss

    def _compute(self, places: Integers) -> float:
        network = self._network
        x = network.scratch.get("input", (*network.input_shape, len(places)), np.float32)
        self._data.batch(places, x, network.scratch)
        return network.loss_and_gradients(x, self._data.labels[places], self._loss)


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
        self._worker: ShardWorker | None = None
        self._first = np.empty_like(network.gradients)

    def __enter__(self) -> Minibatch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def compute(self, places: Integers, step: int = 0) -> float:
        """The mean loss of the images at these indices; writes its gradient to the network's
        gradients."""
        small = len(places) < LEAST_SHARED
        shards = 1 if small or self._network.needs_whole_batch else SHARDS
        loss = self._sum(step, *cut(places, shards))
        self._network.gradients *= np.float32(1 / len(places))
        return loss / len(places)

    def _sum(self, step: int, first: Integers, second: Integers | None = None) -> float:
        if second is None:
            return self._own.compute(first, step, 0)
        if self._workers > 1:
            try:
                return self._sum_by_two(step, first, second)
            except WorkerError as lost:
                logging.getLogger(__name__).warning("%s; the training continues without it", lost)
                self._workers = 1
                if self._worker is not None:
                    self._worker.close()
                    self._worker = None
        loss = self._own.compute(first, step, 0)
        np.copyto(self._first, self._network.gradients)
        loss += self._own.compute(second, step, 1)
        np.add(self._first, self._network.gradients, out=self._network.gradients)
        return loss

    def _sum_by_two(self, step: int, first: Integers, second: Integers) -> float:
        if self._worker is None:
            self._worker = ShardWorker(self._network, self._data, self._orders)
        self._worker.start(second, step)
        began = time.monotonic()
        loss = self._own.compute(first, step, 0)
        loss += self._worker.finish(max(LEAST_SECONDS, FACTOR * (time.monotonic() - began)))
        self._network.gradients += self._worker.gradients
        return loss


class WorkerError(RuntimeError):
    """The worker cannot start, has ended, or does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the worker process of the training {why}")


class ShardWorker:
    """The second process. It reads the parameters in shared memory.

    Attributes:
        gradients: of the last finished shard, in shared memory.
    """

    def __init__(self, network: Network, data: Dataset, orders: dict[str, Any]) -> None:
        self._network = network
        try:
            self._start(network, data, orders)
        except OSError as error:
            raise WorkerError(f"cannot start: {error.strerror or error}") from error
        self.gradients = self._shared.gradients
        np.copyto(self._shared.values, network.values)
        network.bind_parameters(self._shared.values, network.gradients)

    def _start(self, network: Network, data: Dataset, orders: dict[str, Any]) -> None:
        with ExitStack() as undo:
            folder = temporary_folder()
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            np.save(folder / "images.npy", data.images)
            np.save(folder / "labels.npy", data.labels)
            self._shared = Shared(folder, network.parameter_count, len(data), create=True)
            orders |= {"layers": network.config(), "input_shape": network.input_shape}
            orders["fuse"] = network.fuse
            (folder / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
            self._process = subprocess.Popen(
                command("cnn.fast.worker", str(folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment(),
                bufsize=0,
                **own_group(),
            )
            undo.callback(self._end)
            self._wait_until_ready()
            # mapped files can lose their names, so nothing is left behind; only Windows needs the
            # folder until the end
            shutil.rmtree(folder, ignore_errors=True)
            self._undo = undo.pop_all()

    def start(self, places: Integers, step: int) -> None:
        """Start computing the second shard of this step."""
        if self._network.values is not self._shared.values:  # the parameters have been moved
            np.copyto(self._shared.values, self._network.values)
            self._network.bind_parameters(self._shared.values, self._network.gradients)
        self._shared.places[: len(places)] = places
        self._shared.order[:] = len(places), step
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b".")
        except OSError as error:
            raise WorkerError("has ended unexpectedly") from error

    def finish(self, seconds: float) -> float:
        """Wait for the worker, at most this long; return the shard's summed loss."""
        self._byte(time.monotonic() + seconds)
        return float(self._shared.loss[0])

    def close(self) -> None:
        """End the process; the network's parameters move back to this process's memory."""
        if self._network.values is self._shared.values:
            self._network.bind_parameters(np.array(self._network.values), self._network.gradients)
        del self.gradients
        self._shared.close()
        self._undo.close()

    def _wait_until_ready(self) -> None:
        """Wait until it has mapped everything; output of its start-up is ignored."""
        until = time.monotonic() + START_SECONDS
        seen = b""
        while not seen.endswith(READY):
            seen += self._byte(until)

    def _byte(self, until: float) -> bytes:
        """The next byte of its output."""
        assert self._process.stdout is not None
        if sys.platform != "win32":  # there pipes have no timeout
            left = max(until - time.monotonic(), 0.0)
            if not _can_be_read(self._process.stdout, left):
                raise WorkerError("does not answer")
        byte: bytes = self._process.stdout.read(1)
        if not byte:
            raise WorkerError("has ended unexpectedly")
        return byte

    def _end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()  # closing its input ends it
        end(self._process)
        self._process.stdout.close()


def _can_be_read(pipe: IO[bytes], seconds: float) -> bool:
    poll = select.poll()  # select.select fails if many files are open
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(1000 * seconds))


class Shared:
    """The memory that both processes map, in a temporary folder.

    Attributes:
        values, gradients: ``(parameters,)`` float32.
        places: the indices of the next shard's images.
        order: their number, and the step.
        loss: of the finished shard.
    """

    def __init__(self, folder: Path, parameters: int, images: int, create: bool = False) -> None:
        self._folder = folder
        self._create = create
        self.values = self._map("values", np.float32, parameters)
        self.gradients = self._map("gradients", np.float32, parameters)
        self.places = self._map("places", np.int64, images)
        self.order = self._map("order", np.int64, 2)
        self.loss = self._map("loss", np.float64, 1)

    def _map(self, name: str, dtype: npt.DTypeLike, size: int) -> npt.NDArray[Any]:
        file, shape = self._folder / name, (max(size, 1),)
        if self._create:  # written in full: writing to a hole on a full disk would kill the process
            np.zeros(shape, dtype).tofile(file)
        return np.asarray(np.memmap(file, np.dtype(dtype), "r+", shape=shape))

    def close(self) -> None:
        """Unmap the memory, so that the folder can be removed where open files cannot."""
        del self.values, self.gradients, self.places, self.order, self.loss
