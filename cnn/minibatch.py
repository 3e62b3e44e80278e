"""The loss of a minibatch and its gradient, shard by shard, on both cores.

A minibatch is cut into shards *by its size alone*. Each shard is computed with one BLAS thread, and
the shards' sums are added in their order, so the result is the same to the last bit whether one
process computes them in turn or two at once. A large shard is computed in chunks for the cache.

Two processes, because Python threads lose what they gain: a step is some sixty NumPy calls of 5 to
200 µs, and at each of them one thread hands the interpreter lock to the other. The helper is a
plain child process (``cnn.helper``): parameters and gradients lie in memory that both map, a byte
through a pipe says "go" and another says "done". While nobody asks, both sides sleep.

Where the layers need the whole minibatch at once there is one shard only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnn.arrays import Integers
from cnn.data.dataset import Dataset
from cnn.losses import LOSSES
from cnn.network import Network

SHARDS = 2
CHUNK = 40  # images at a time: their im2col columns then stay in a core's cache
ENDED = "the helper process of the training has ended unexpectedly"
READY = b"cnn.helper is ready\n"
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
            if self._helper is None:
                self._helper = Helper(self._network, self._data, self._orders)
            self._helper.start(second, step)
            loss = self._own.compute(first, step, 0)
            loss += self._helper.finish()
            self._network.gradients += self._helper.gradients
            return loss
        loss = self._own.compute(first, step, 0)
        np.copyto(self._first, self._network.gradients)
        loss += self._own.compute(second, step, 1)
        np.add(self._first, self._network.gradients, out=self._network.gradients)
        return loss


class Helper:
    """The second process. It reads the parameters where this process writes them.

    Attributes:
        gradients: of the shard that ``finish`` waited for, in shared memory.
    """

    def __init__(self, network: Network, data: Dataset, orders: dict[str, Any]) -> None:
        self._network = network
        with ExitStack() as undo:
            temporary = tempfile.TemporaryDirectory(prefix="digitpad-", ignore_cleanup_errors=True)
            folder = Path(undo.enter_context(temporary))
            np.save(folder / "images.npy", data.images)
            np.save(folder / "labels.npy", data.labels)
            shared = Shared(folder, network.parameter_count, len(data), create=True)
            orders |= {"layers": network.config(), "input_shape": network.input_shape}
            (folder / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cnn.helper", str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                bufsize=0,
                **_ALONE,
            )
            undo.callback(self._end)
            self._wait_until_ready()
            # what is mapped needs no name any more, and nothing can be left behind; only Windows
            # keeps the folder until the end
            shutil.rmtree(folder, ignore_errors=True)
            self._undo = undo.pop_all()
        self._shared = shared
        self.gradients = shared.gradients
        np.copyto(shared.values, network.values)
        network.use_memory(shared.values, network.gradients)

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
            raise RuntimeError(ENDED) from error

    def finish(self) -> float:
        """Wait for it; the shard's summed loss."""
        self._wait()
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
        assert self._process.stdout is not None
        seen = b""
        while not seen.endswith(READY):
            byte = self._process.stdout.read(1)
            if not byte:
                raise RuntimeError("the helper process of the training could not start")
            seen += byte

    def _wait(self) -> None:
        assert self._process.stdout is not None
        if not self._process.stdout.read(1):
            raise RuntimeError(ENDED)

    def _end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()  # the end of its orders: it leaves by itself
        self._process.wait()
        self._process.stdout.close()


# Ctrl-C is for this process, which ends the other. A group is enough for that: Linux shares its
# processors out among sessions before it looks at how nice their processes are.
_ALONE: dict[str, Any] = {"process_group": 0}
if sys.version_info < (3, 11):
    _ALONE = {"start_new_session": True}
if sys.platform == "win32":
    _ALONE = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}


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
        self._mode: Literal["w+", "r+"] = "w+" if create else "r+"
        self.values = self._map("values", np.float32, parameters)
        self.gradients = self._map("gradients", np.float32, parameters)
        self.places = self._map("places", np.int64, images)
        self.order = self._map("order", np.int64, 2)
        self.loss = self._map("loss", np.float64, 1)

    def _map(self, name: str, dtype: npt.DTypeLike, size: int) -> npt.NDArray[Any]:
        file = self._folder / name
        return np.asarray(np.memmap(file, np.dtype(dtype), self._mode, shape=(max(size, 1),)))

    def close(self) -> None:
        """Let go of the memory, so that the folder can be removed where open files cannot."""
        del self.values, self.gradients, self.places, self.order, self.loss


def _environment() -> dict[str, str]:
    """This process's, with its import path, and one BLAS thread from the start."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    path = os.pathsep.join(p for p in sys.path if p)
    return {**os.environ, **dict.fromkeys(names, "1"), "PYTHONPATH": path or "."}
