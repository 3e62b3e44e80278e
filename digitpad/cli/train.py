"""`digitpad train`: trains a network on MNIST, with progress on standard error."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
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
from cnn.errors import one_line, reason
from cnn.files import remove_leftovers
from cnn.storage.files import HDF5
from digitpad.cli.output import say
from digitpad.recipes.fast import train_fast
from digitpad.storage.rescue import save_anywhere
from digitpad.tasks.ending_signals import ending_signals
from digitpad.training.run import GUESSING

DIVERGED = 1
FAILED = 1


@dataclass
class Progress:
    """The progress of a training: images seen, seconds, and how it ended.

    Attributes:
        accuracy: on the validation images after the last epoch; None before that, or without them.
        signal: the number of the signal that ended it, if one did.
        failure: the exception, if one was raised.
    """

    images: int = 0
    seconds: float = 0.0
    accuracy: float | None = None
    diverged: cnn.Diverged | None = None
    signal: int = 0
    failure: Exception | None = None


def train(preset: str, settings: Mapping[str, Any], out: str | None) -> int:
    """Trains `preset`; prints test accuracy, seconds and images per second.

    `settings` are the training settings that differ from the preset's, by name.
    The network is saved to `out`, if given, even if the training is interrupted or fails. If `out`
    cannot be written any more, it is saved elsewhere, and the command prints where.
    """
    _check_writable(out)
    remove_leftovers(tempfile.gettempdir())
    if out is not None:
        remove_leftovers(Path(os.path.realpath(out)).parent)
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
        error = progress.failure
        ended = f"stopped by an error ({reason(error)})" if error else "interrupted"
        _tell(f"{ended}; {kept}")
        return 128 + progress.signal if progress.signal else FAILED
    if progress.accuracy is not None and progress.accuracy <= GUESSING:
        _tell("that is no better than guessing; try another --learning-rate")
    say(
        {
            "test_accuracy": cnn.evaluate(network, mnist.test).accuracy,
            "seconds": progress.seconds,
            "images_per_second": progress.images / max(progress.seconds, 1e-9),
        }
    )
    return 0 if out is None or saved == Path(out) else FAILED


def train_by_recipe(seed: int, out: str | None) -> int:
    """Trains for 98 %, 99 % and 99.5 %; prints goal, test accuracy and seconds of each.

    Each network is saved to `out`, if given, in place of the one before.
    """
    _check_writable(out)
    remove_leftovers(tempfile.gettempdir())
    mnist, saved, status = cnn.load_mnist(), None, 0
    with _ending_signals() as progress:
        _tell("training for 98 %, 99 % and 99.5 %; the last one takes most of a minute")
        for trained in train_fast(mnist, seed, lambda: progress.signal):
            goal, accuracy = trained.goal.accuracy, trained.test_accuracy
            say({"goal": goal, "test_accuracy": accuracy, "seconds": trained.seconds})
            if accuracy < goal:
                why = "the loss was no longer finite" if trained.diverged else f"{accuracy:.2%}"
                _tell(f"with this seed, the goal of {goal:.1%} was not reached ({why})")
                status = FAILED
            if out is not None:
                saved = _save(trained.network, Path(out))
    if progress.signal:
        kept = "nothing is kept" if saved is None else f"the last finished network is in {saved}"
        _tell(f"interrupted; {kept}")
        return 128 + progress.signal
    return status if out is None or saved == Path(out) else FAILED


def _save(network: cnn.Network, out: Path) -> Path:
    """Saves `network` to `out`, or elsewhere if that fails; returns the path."""
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
    """Fails before the training if the network could not be saved after it."""
    if out is None:
        return
    folder = Path(os.path.realpath(out)).parent
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
    """Creates a file of this name, if there is none, and removes it.

    Raises OSError if that fails.
    """
    path = Path(os.path.realpath(path))  # a link may point to a file that does not exist yet
    if not path.exists():
        path.touch(exist_ok=False)
        path.unlink()
    elif not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    elif not path.is_file():
        raise OSError(errno.EINVAL, "it is a pipe or device, not a file")


def _run(
    network: cnn.Network, mnist: cnn.Mnist, settings: cnn.TrainingSettings, progress: Progress
) -> None:
    """Trains until the training ends for any reason, which `progress` records."""
    events = cnn.train(network, mnist.training, mnist.validation, settings)
    total = settings.epochs * len(mnist.training)
    try:
        bar = tqdm(total=total, unit=" images", unit_scale=True, file=sys.stderr, disable=None)
        with bar, closing(events):
            for event in events:
                _show(event, bar, progress)
                if progress.signal:
                    break
    except Exception as error:  # a closed terminal, full memory: the weights so far are kept
        progress.failure = error


def _show(event: cnn.Event, bar: tqdm[None], progress: Progress) -> None:
    if isinstance(event, cnn.BatchDone):
        bar.update(event.images_done - progress.images)
        bar.set_postfix(loss=f"{event.loss:.4f}", refresh=False)
        progress.images, progress.seconds = event.images_done, event.seconds
    elif isinstance(event, cnn.EpochDone):
        progress.seconds, progress.accuracy = event.seconds, event.validation_accuracy
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
    """Records signals; the training stops between two minibatches, when the weights are
    consistent."""
    progress = Progress()

    def note(number: int, _frame: FrameType | None) -> None:
        progress.signal = number

    before = {number: signal.signal(number, note) for number in ending_signals()}
    try:
        yield progress
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
