"""`digitpad train`: trains a network on MNIST, with progress on standard error."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from tqdm import tqdm

import cnn
from cnn.errors import one_line
from cnn.storage.files import HDF5
from digitpad.commands.answer import say
from digitpad.rescue import save_anywhere

DIVERGED = 1
FAILED = 1
ENDING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
"""Signals that end a training, with what it has learned so far."""


@dataclass
class Progress:
    """How far a training came: images seen, seconds spent, and how it ended.

    Attributes:
        signal: the number of the signal that ended it, if one did.
        failure: what was raised, if anything was.
    """

    images: int = 0
    seconds: float = 0.0
    diverged: cnn.Diverged | None = None
    signal: int = 0
    failure: Exception | None = None


def train(preset: str, settings: Mapping[str, Any], out: str | None) -> int:
    """Trains `preset`; answers with test accuracy, seconds and images per second.

    `settings` are training settings other than those that suit the preset, by name.
    `out` names the file that the network is saved to, if any; it is written with the weights so far
    even if the training is interrupted or fails. Where it cannot be written any more, the network
    is saved elsewhere, and it is said where.
    """
    _check_writable(out)
    chosen = replace(cnn.PRESETS[preset].settings, **settings)
    network = cnn.preset(preset, rng=np.random.default_rng(chosen.seed))
    mnist = cnn.load_mnist()
    with _ending_signals() as progress:
        _run(network, mnist, chosen, progress)
        if progress.diverged:
            _tell(
                f"in epoch {progress.diverged.epoch}, minibatch {progress.diverged.batch}, the "
                "loss is no longer a finite number; try a smaller --learning-rate"
            )
            return DIVERGED
        saved = None if out is None or not progress.images else _save(network, Path(out))
    if progress.signal or progress.failure:
        kept = "nothing is kept" if saved is None else f"the weights so far are in {saved}"
        ended = "interrupted" if progress.signal else f"ended by an error ({progress.failure})"
        _tell(f"{ended}; {kept}")
        return 128 + progress.signal if progress.signal else FAILED
    say(
        {
            "test_accuracy": cnn.evaluate(network, mnist.test).accuracy,
            "seconds": progress.seconds,
            "images_per_second": progress.images / max(progress.seconds, 1e-9),
        }
    )
    return 0 if out is None or saved == Path(out) else FAILED


def _save(network: cnn.Network, out: Path) -> Path:
    """Saves `network`, if not as `out` then elsewhere; returns where."""
    try:
        saved = save_anywhere(network, out)
    except OSError as error:
        raise cnn.BadFile(out, f"what was learned is lost: {error.strerror or error}") from None
    if saved != out:
        _tell(f"{out} cannot be written; the network is in {saved}")
    return saved


def _tell(sentence: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(f"digitpad train: {one_line(sentence)}", file=sys.stderr)


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
    try:
        _try_to_write(Path(out))
    except OSError as error:
        problem = f"the network cannot be saved there: {error.strerror or error}"
        raise cnn.BadFile(out, problem) from None


def _try_to_write(path: Path) -> None:
    """Makes a file of this name, if there is none, and removes it.

    Raises OSError where that cannot be done.
    """
    if not path.exists():
        path.touch(exist_ok=False)
        path.unlink()
    elif not os.access(path.resolve().parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _run(
    network: cnn.Network, mnist: cnn.Mnist, settings: cnn.TrainingSettings, progress: Progress
) -> None:
    """Trains until the end, whatever that is: `progress` tells."""
    events = cnn.train(network, mnist.training, mnist.validation, settings)
    total = settings.epochs * len(mnist.training)
    try:
        bar = tqdm(total=total, unit=" images", unit_scale=True, file=sys.stderr, disable=None)
        with bar, closing(events):
            for event in events:
                _show(event, bar, progress)
                if progress.signal:
                    break
    except cnn.BadFile:
        raise
    except Exception as error:  # a terminal that is gone, a full memory: what was learned is kept
        progress.failure = error


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
def _ending_signals() -> Iterator[Progress]:
    """Signals are noted, and heeded between two minibatches, where the weights are whole."""
    progress = Progress()

    def note(number: int, _frame: FrameType | None) -> None:
        progress.signal = number

    before = {number: signal.signal(number, note) for number in ENDING}
    try:
        yield progress
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
