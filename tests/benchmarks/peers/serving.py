"""What all peers have in common: they get a task as files, try their configurations, and work.

A peer is a program that runs in an environment of its own::

    FOLDER/bin/python tests/benchmarks/peers/pytorch.py TASK

``TASK`` is a folder with ``task.json`` (the kind of work, the batch size, the layers) and
``data.npz`` (images, ``(N, C, H, W)`` float32 in 0..1, and labels).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SLICE_SECONDS = 0.6
RATE, MOMENTUM = 1e-3, 0.9

Step = Callable[[], int]  # does a piece of work; returns the number of images


@dataclass(frozen=True, eq=False)
class Task:
    """What to do.

    Attributes:
        kind: "train", "evaluate" or "trace".
        batch_size: images in a step.
        layers: the configurations of the network's layers, as ``cnn.Network.config``.
        images: ``(N, C, H, W)``.
        labels: ``(N,)``.
    """

    kind: str
    batch_size: int
    layers: list[dict[str, Any]]
    images: np.ndarray
    labels: np.ndarray

    def batches(self) -> list[np.ndarray]:
        """The indices of all whole minibatches, in a random order."""
        order = np.random.default_rng(0).permutation(len(self.images))
        count = len(order) // self.batch_size
        return np.split(order[: count * self.batch_size], count)


def speed(step: Step) -> float:
    """Images a second, over a slice of time."""
    step()
    start, images = time.perf_counter(), 0
    while (seconds := time.perf_counter() - start) < SLICE_SECONDS:
        images += step()
    return images / seconds


def answer(step: Step) -> None:
    """Measure once for every line of input."""
    speed(step)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(speed(step), flush=True)


def serve(configurations: Callable[[Task], Iterator[tuple[str, Step]]]) -> None:
    """Choose the fastest configuration of a peer, then measure it on request."""
    folder = Path(sys.argv[1])
    description = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    with np.load(folder / "data.npz") as data:
        task = Task(**description, images=data["images"], labels=data["labels"])
    speeds = {name: speed(step) for name, step in configurations(task)}
    best = max(speeds, key=speeds.__getitem__)
    print(best, file=sys.stderr, flush=True)
    answer(next(step for name, step in configurations(task) if name == best))
