"""The second process of a training: ``python -m cnn.fast.worker FOLDER``, started by
``cnn.fast.shard_worker``.

It computes one shard for every byte on its standard input, answers with a byte on its standard
output, and ends when its input is closed.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from pathlib import Path

import numpy as np

from cnn.data.dataset import Dataset
from cnn.fast.exchange import Exchange
from cnn.fast.shard import Shard
from cnn.fast.shard_worker import READY
from cnn.fast.shared import Shared
from cnn.network import Network

PATIENCE = 0.0005  # seconds


def main(folder: Path) -> None:
    """Compute shards until the input is closed."""
    calls, answers = sys.stdin.fileno(), os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # printed text must not look like an answer
    if not _called(calls):
        return  # what to do could not be written
    orders = json.loads((folder / "orders.json").read_text(encoding="utf-8"))
    shape, rng = tuple(orders["input_shape"]), np.random.default_rng(0)
    network = Network(orders["layers"], rng, shape, fuse=orders["fuse"])
    data = Dataset(np.load(folder / "images.npy", mmap_mode="r"), np.load(folder / "labels.npy"))
    shared = Shared(folder, network, len(data))
    network.bind_parameters(shared.values, shared.gradients)
    shard = Shard(network, data, orders["loss"], orders["seed"])

    def meet() -> None:
        os.write(answers, b".")
        if not _called(calls):
            sys.exit()  # the training has ended

    os.write(answers, READY)
    while _called(calls):
        count, step, images = shared.order.tolist()
        if network.needs_whole_batch:
            network.share_sums(Exchange(shared.sums, 1, meet).add)
        with np.errstate(all="ignore"):  # the parent checks the loss
            shared.loss[0] = shard.compute(np.array(shared.places[:count]), step, 1, images)
        os.write(answers, b".")


def _called(calls: int) -> bytes:
    """The next byte, empty at the end.

    It mostly arrives at once, and polling is faster than sleeping and waking up. On Windows, where
    pipes cannot be polled, it sleeps.
    """
    patience = time.perf_counter() + PATIENCE
    if sys.platform != "win32":
        while not select.select([calls], [], [], 0)[0] and time.perf_counter() < patience:
            pass
    return os.read(calls, 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
