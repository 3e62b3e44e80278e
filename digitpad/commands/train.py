"""`digitpad train`: trains a network on MNIST, with progress on standard error."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from tqdm import tqdm

import cnn
from cnn.storage.files import HDF5
from digitpad.commands.answer import say

INTERRUPTED = 130
DIVERGED = 1


@dataclass
class Progress:
    """How far a training came: images seen, seconds spent, and how it ended."""

    images: int = 0
    seconds: float = 0.0
    diverged: cnn.Diverged | None = None
    interrupted: bool = False


def train(preset: str, settings: Mapping[str, Any], out: str | None) -> int:
    """Trains `preset`; answers with test accuracy, seconds and images per second.

    `settings` are training settings other than those that suit the preset, by name.
    `out` names the file that the network is saved to, if any; it is written even if the
    training is interrupted with Ctrl-C, with the weights so far.
    """
    _check_writable(out)
    chosen = replace(cnn.PRESETS[preset].settings, **settings)
    network = cnn.preset(preset, rng=np.random.default_rng(chosen.seed))
    mnist = cnn.load_mnist()
    progress = _run(network, mnist, chosen)
    if progress.diverged:
        print(
            f"digitpad train: in epoch {progress.diverged.epoch}, minibatch "
            f"{progress.diverged.batch}, the loss is no longer a finite number; "
            "try a smaller --learning-rate",
            file=sys.stderr,
        )
        return DIVERGED
    if out is not None:
        cnn.save_network(network, out)
    if progress.interrupted:
        kept = "nothing is kept" if out is None else f"the weights so far are in {out}"
        print(f"digitpad train: interrupted; {kept}", file=sys.stderr)
        return INTERRUPTED
    say(
        {
            "test_accuracy": cnn.evaluate(network, mnist.test).accuracy,
            "seconds": progress.seconds,
            "images_per_second": progress.images / max(progress.seconds, 1e-9),
        }
    )
    return 0


def _check_writable(out: str | None) -> None:
    """Finds out before the training, rather than after it, that the network cannot be saved."""
    if out is None:
        return
    folder = Path(out).resolve().parent
    if Path(out).is_dir():
        raise cnn.BadFile(out, "the network cannot be saved there, it is a folder")
    if not folder.is_dir():
        raise cnn.BadFile(out, f"the network cannot be saved there, {folder} is not a folder")
    if Path(out).suffix.lower() in HDF5 and find_spec("h5py") is None:
        raise cnn.BadFile(out, "HDF5 files need h5py: pip install 'digitpad[h5]'")
    if not os.access(folder, os.W_OK):
        raise cnn.BadFile(out, f"the network cannot be saved there, {folder} may not be written to")


def _run(network: cnn.Network, mnist: cnn.Mnist, settings: cnn.TrainingSettings) -> Progress:
    progress = Progress()
    events = cnn.train(network, mnist.training, mnist.validation, settings)
    total = settings.epochs * len(mnist.training)
    bar = tqdm(total=total, unit=" images", unit_scale=True, file=sys.stderr, disable=None)
    with _ctrl_c(progress), bar, closing(events):
        for event in events:
            _show(event, bar, progress)
            if progress.interrupted:
                break
    return progress


def _show(event: cnn.Event, bar: tqdm[None], progress: Progress) -> None:
    if isinstance(event, cnn.BatchDone):
        bar.update(event.images_done - progress.images)
        bar.set_postfix(loss=f"{event.loss:.4f}", refresh=False)
        progress.images, progress.seconds = event.images_done, event.seconds
    elif isinstance(event, cnn.EpochDone):
        progress.seconds = event.seconds
        bar.write(
            f"epoch {event.epoch}/{event.epochs}: training loss {event.training_loss:.4f}, "
            f"validation loss {event.validation_loss:.4f}, "
            f"validation accuracy {event.validation_accuracy:.2%}",
            file=sys.stderr,
        )
    else:
        progress.diverged = event


@contextmanager
def _ctrl_c(progress: Progress) -> Iterator[None]:
    """Ctrl-C is noted, and heeded between two minibatches, where the weights are whole."""

    def note(_signal: int, _frame: FrameType | None) -> None:
        progress.interrupted = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
