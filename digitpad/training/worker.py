"""A training that reports to somebody who listens and may say something meanwhile."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection

import cnn

REPORT_SECONDS = 0.05


class Command(enum.Enum):
    """What can be said to a training; it is heeded after the batch that is being done."""

    PAUSE = "rest until more is said"
    RESUME = "go on after a pause"
    STOP = "report once more, and end"
    NEXT = "the last report was dealt with, the next one may come"


@dataclass(frozen=True, eq=False)
class Report:
    """What has happened in a training since the report before.

    Attributes:
        network: as it is now.
        batch: the latest batch, or None when there was none.
        losses: the mean loss of every batch, in order.
        images: how many images each of them had.
        epochs_done: the epochs that were finished.
        diverged: set when the loss was no longer a number; training has ended then.
    """

    network: cnn.Network
    batch: cnn.BatchDone | None
    losses: tuple[float, ...]
    images: tuple[int, ...]
    epochs_done: tuple[cnn.EpochDone, ...]
    diverged: cnn.Diverged | None


def training_reports(
    words: Connection,
    network: cnn.Network,
    settings: cnn.TrainingSettings,
    load_data: Callable[[], cnn.Mnist],
) -> Iterator[Report]:
    """Train ``network``, and tell how it goes.

    About 600 batches are done in a second, which is far more than a window can show: they are
    gathered into some twenty reports a second, and fewer when the receiver is slow to say ``NEXT``.

    Args:
        words: brings a ``Command`` now and then.
        network: is changed; a report that is not sent elsewhere must be read at once.
        settings: how.
        load_data: makes what it learns from, and what it is measured on after each epoch.

    Raises:
        BadFile: the data cannot be read.
        EOFError: whoever spoke has gone.
    """
    data = load_data()
    said = _Said(words)
    happened: list[cnn.Event] = []
    reported_at, images_done = time.perf_counter(), 0
    with closing(cnn.train(network, data.training, data.validation, settings)) as events:
        while not said.stop and (event := next(events, None)) is not None:
            happened.append(event)
            said.listen()
            is_due = time.perf_counter() - reported_at >= REPORT_SECONDS
            if said.pause or (said.next and is_due):
                said.next = False
                reported_at = time.perf_counter()
                report = _report(network, happened, images_done)
                images_done += sum(report.images)
                yield report
                happened.clear()
            said.listen_while_resting()
    yield _report(network, happened, images_done)


def _report(network: cnn.Network, happened: list[cnn.Event], images_done: int) -> Report:
    batches = [event for event in happened if isinstance(event, cnn.BatchDone)]
    done = [images_done, *(batch.images_done for batch in batches)]
    return Report(
        network,
        batch=batches[-1] if batches else None,
        losses=tuple(batch.loss for batch in batches),
        images=tuple(after - before for before, after in pairwise(done)),
        epochs_done=tuple(event for event in happened if isinstance(event, cnn.EpochDone)),
        diverged=next((event for event in happened if isinstance(event, cnn.Diverged)), None),
    )


class _Said:
    """What was said last.

    Attributes:
        pause, stop: whether to rest, and to end.
        next: whether the next report is waited for.
    """

    def __init__(self, words: Connection) -> None:
        self._words = words
        self.pause = self.stop = False
        self.next = True
        self.listen()

    def listen(self) -> None:
        """Heed all that was said."""
        while self._words.poll():
            self._heed(self._words.recv())

    def listen_while_resting(self) -> None:
        """Heed all that is said in a pause."""
        while self.pause and not self.stop:
            self._heed(self._words.recv())

    def _heed(self, word: Command) -> None:
        self.stop |= word is Command.STOP
        self.next |= word is Command.NEXT
        if word in (Command.PAUSE, Command.RESUME):
            self.pause = word is Command.PAUSE
