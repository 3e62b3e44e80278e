"""Starts the worker process of a training (``cnn.fast.worker``), and gives it shards.

Parameters and gradients are in memory that both processes map. A byte through a pipe starts a
shard, and another reports its end.
"""

from __future__ import annotations

import json
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, Any

import numpy as np

from cnn.arrays import Integers
from cnn.data.dataset import Dataset
from cnn.fast.exchange import Exchange
from cnn.fast.processes import command, end, environment, own_group
from cnn.fast.shared import Shared
from cnn.files import temporary_folder
from cnn.network import Network

START_SECONDS = 30.0
"""Seconds that the worker may take to start."""
READY = b"cnn.fast.worker is ready\n"


class WorkerError(RuntimeError):
    """The worker cannot start, has ended, or does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the worker process of the training {why}")


class ShardWorker:
    """The second process. It reads the parameters in shared memory.

    Args:
        network, data: of the training.
        orders: what else the worker must know, for JSON.
        patience: the seconds to wait, given the seconds that the step has taken.

    Attributes:
        gradients: of the last finished shard, in shared memory.
    """

    def __init__(
        self,
        network: Network,
        data: Dataset,
        orders: dict[str, Any],
        patience: Callable[[float], float],
    ) -> None:
        self._network = network
        self._patience = patience
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
            self._process = subprocess.Popen(
                command("cnn.fast.worker", str(folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment(),
                bufsize=0,
                **own_group(),
            )
            undo.callback(self._end)
            # written while it imports
            np.save(folder / "images.npy", data.images)
            np.save(folder / "labels.npy", data.labels)
            self._shared = Shared(folder, network, len(data), create=True)
            architecture = {"layers": network.config(), "input_shape": network.input_shape}
            orders = {**orders, **architecture, "fuse": network.fuse}
            (folder / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
            self._call()
            self._wait_until_ready()
            # mapped files can lose their names, so nothing is left behind; only Windows needs the
            # folder until the end
            shutil.rmtree(folder, ignore_errors=True)
            self._undo = undo.pop_all()

    def start(self, places: Integers, step: int, images: int) -> None:
        """Start computing the second shard of this step, of a minibatch with ``images`` images."""
        if self._network.values is not self._shared.values:  # the parameters have been moved
            np.copyto(self._shared.values, self._network.values)
            self._network.bind_parameters(self._shared.values, self._network.gradients)
        self._shared.places[: len(places)] = places
        self._shared.order[:] = len(places), step, images
        self._began = time.monotonic()
        self._call()
        if self._network.needs_whole_batch:
            self._network.share_sums(Exchange(self._shared.sums, 0, self._meet).add)

    def finish(self) -> float:
        """Wait for the worker; return the shard's summed loss."""
        self._wait()
        self._network.share_sums(None)  # a smaller minibatch may follow, which has one shard
        return float(self._shared.loss[0])

    def error(self) -> BaseException | None:
        """None: the process reports its own errors."""
        return None

    def close(self) -> None:
        """End the process; the network's parameters move back to this process's memory."""
        if self._network.values is self._shared.values:
            self._network.bind_parameters(np.array(self._network.values), self._network.gradients)
        self._network.share_sums(None)
        del self.gradients
        self._shared.close()
        self._undo.close()

    def _meet(self) -> None:
        self._call()
        self._wait()

    def _call(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b".")
        except OSError as error:
            raise WorkerError("has ended unexpectedly") from error

    def _wait(self) -> None:
        now = time.monotonic()
        self._byte(now + self._patience(now - self._began))

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
