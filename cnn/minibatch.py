"""The loss of a minibatch and its gradient, shard by shard, on both cores.

A minibatch is cut into shards *by its size alone*. Each shard is computed with one BLAS thread, and
the shards' sums are added in their order, so the result is the same to the last bit whether one
process computes them in turn or two at once. A large shard is computed in chunks for the cache.

Two processes, because Python threads lose what they gain: a step is some sixty NumPy calls of 5 to
200 µs, and at each of them one thread hands the interpreter lock to the other. The helper is a
plain child process (``cnn.worker``): parameters and gradients lie in memory that both map, a byte
through a pipe says "go" and another says "done". While nobody asks, both sides sleep. If the helper
cannot start, ends or does not answer, this process goes on alone, with the same result.

Where the layers need the whole minibatch at once there is one shard only.
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
from cnn.files import temporary_folder
from cnn.losses import LOSSES
from cnn.network import Network
from cnn.processes import command, end, environment, own_group

SHARDS = 2
CHUNK = 40  # images at a time: their im2col columns then stay in a core's cache
START_SECONDS = 30.0
"""How long the helper may take to start."""
LEAST_SECONDS, FACTOR = 3.0, 20
"""How long it may take for its half of a minibatch: at least so long, or so many times as long as
this process took for its own."""
READY = b"cnn.worker is ready\n"
LEAST_SHARED = 24  # in smaller minibatches the hand-over costs more than the second core brings


def _cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


WORKERS = min(SHARDS, _cores())


def cut(places: Integers, parts: int) -> list[Integers]:
    """Views of ``parts`` nearly equal pieces, one behind the other."""
    bounds = [len(places) * part // parts for part in range(parts + 1)]
    return [places[a:b] for a, b in pairwise(bounds)]


class Shard:
    """Loss and gradient of a part of a minibatch.

    Args:
        network: whose parameters and gradients are used.
        data: what the places are places of.
        loss: a name in ``cnn.losses.LOSSES``.
        seed: of dropout.
    """

    def __init__(self, network: Network, data: Dataset, loss: str, seed: int) -> None:
        self._network = network
        self._data = data
        self._loss = LOSSES[loss]
        self._seed = seed
        self._sums = np.empty_like(network.gradients)

    def compute(self, places: Integers, step: int, shard: int) -> float:
        """The summed loss of these images; the network's gradients are that sum's.

        Args:
            places: which images.
            step, shard: where in the training this is; dropout follows from it and the seed.
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
    """Computes minibatches of one dataset for one network. Use it as a context manager.

    Args:
        network: whose parameters are used, and whose gradients are written.
        data: labelled images.
        loss: a name in ``cnn.losses.LOSSES``.
        seed: of dropout.
        workers: processes, this one included; the result does not depend on it.
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
        self._helper: Helper | None = None
        self._first = np.empty_like(network.gradients)

    def __enter__(self) -> Minibatch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._helper is not None:
            self._helper.close()
            self._helper = None

    def compute(self, places: Integers, step: int = 0) -> float:
        """The mean loss of the images at these places; the network's gradients are that mean's."""
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
            except HelperError as lost:
                logging.getLogger(__name__).warning("%s; the training goes on without it", lost)
                self._workers = 1
                if self._helper is not None:
                    self._helper.close()
                    self._helper = None
        loss = self._own.compute(first, step, 0)
        np.copyto(self._first, self._network.gradients)
        loss += self._own.compute(second, step, 1)
        np.add(self._first, self._network.gradients, out=self._network.gradients)
        return loss

    def _sum_by_two(self, step: int, first: Integers, second: Integers) -> float:
        if self._helper is None:
            self._helper = Helper(self._network, self._data, self._orders)
        self._helper.start(second, step)
        began = time.monotonic()
        loss = self._own.compute(first, step, 0)
        loss += self._helper.finish(max(LEAST_SECONDS, FACTOR * (time.monotonic() - began)))
        self._network.gradients += self._helper.gradients
        return loss


class HelperError(RuntimeError):
    """The helper cannot start, has ended, or does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the helper process of the training {why}")


class Helper:
    """The second process. It reads the parameters where this process writes them.

    Attributes:
        gradients: of the shard that ``finish`` waited for, in shared memory.
    """

    def __init__(self, network: Network, data: Dataset, orders: dict[str, Any]) -> None:
        self._network = network
        try:
            self._start(network, data, orders)
        except OSError as error:
            raise HelperError(f"cannot start: {error.strerror or error}") from error
        self.gradients = self._shared.gradients
        np.copyto(self._shared.values, network.values)
        network.use_memory(self._shared.values, network.gradients)

    def _start(self, network: Network, data: Dataset, orders: dict[str, Any]) -> None:
        with ExitStack() as undo:
            folder = temporary_folder()
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            np.save(folder / "images.npy", data.images)
            np.save(folder / "labels.npy", data.labels)
            self._shared = Shared(folder, network.parameter_count, len(data), create=True)
            orders |= {"layers": network.config(), "input_shape": network.input_shape}
            (folder / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
            self._process = subprocess.Popen(
                command("cnn.worker", str(folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment(),
                bufsize=0,
                **own_group(),
            )
            undo.callback(self._end)
            self._wait_until_ready()
            # what is mapped needs no name any more, and nothing can be left behind; only Windows
            # keeps the folder until the end
            shutil.rmtree(folder, ignore_errors=True)
            self._undo = undo.pop_all()

    def start(self, places: Integers, step: int) -> None:
        """Let it compute the second shard of this step."""
        if self._network.values is not self._shared.values:  # somebody moved the parameters
            np.copyto(self._shared.values, self._network.values)
            self._network.use_memory(self._shared.values, self._network.gradients)
        self._shared.places[: len(places)] = places
        self._shared.order[:] = len(places), step
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b".")
        except OSError as error:
            raise HelperError("has ended unexpectedly") from error

    def finish(self, seconds: float) -> float:
        """Wait for it, no longer than this; the shard's summed loss."""
        self._byte(time.monotonic() + seconds)
        return float(self._shared.loss[0])

    def close(self) -> None:
        """End the process; the network's parameters live in this process again."""
        if self._network.values is self._shared.values:
            self._network.use_memory(np.array(self._network.values), self._network.gradients)
        del self.gradients
        self._shared.close()
        self._undo.close()

    def _wait_until_ready(self) -> None:
        """Until it has mapped everything; what its start-up may have printed is passed over."""
        until = time.monotonic() + START_SECONDS
        seen = b""
        while not seen.endswith(READY):
            seen += self._byte(until)

    def _byte(self, until: float) -> bytes:
        """The next byte that it says."""
        assert self._process.stdout is not None
        if sys.platform != "win32":  # there pipes cannot be waited for with a limit
            left = max(until - time.monotonic(), 0.0)
            if not _can_be_read(self._process.stdout, left):
                raise HelperError("does not answer")
        byte: bytes = self._process.stdout.read(1)
        if not byte:
            raise HelperError("has ended unexpectedly")
        return byte

    def _end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()  # the end of its orders: it leaves by itself
        end(self._process)
        self._process.stdout.close()


def _can_be_read(pipe: IO[bytes], seconds: float) -> bool:
    poll = select.poll()  # not select.select, which refuses where many files are open
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(1000 * seconds))


class Shared:
    """The memory that both processes map, in a folder that one of them made.

    Attributes:
        values, gradients: ``(parameters,)`` float32.
        places: which images the next shard has.
        order: how many these are, and the step.
        loss: of the shard done.
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
        if self._create:  # whole: on a full disk, writing to a hole would kill the process
            np.zeros(shape, dtype).tofile(file)
        return np.asarray(np.memmap(file, np.dtype(dtype), "r+", shape=shape))

    def close(self) -> None:
        """Let go of the memory, so that the folder can be removed where open files cannot."""
        del self.values, self.gradients, self.places, self.order, self.loss
