"""A training that reports to somebody who listens and may say something meanwhile."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection

import cnn

REPORT_SECONDS = 0.05


class Word(enum.Enum):
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
        losses: the loss of every batch, in order.
        epochs_done: the epochs that were finished.
        diverged: set when the loss was no longer a number; training has ended then.
    """

    network: cnn.Network
    batch: cnn.BatchDone | None
    losses: tuple[float, ...]
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
        words: brings a ``Word`` now and then.
        network: is changed; a report that is not sent elsewhere must be read at once.
        settings: how.
        load_data: makes what it learns from, and what it is measured on after each epoch.

    Raises:
        BadFile: the data cannot be read.
        EOFError: whoever spoke has gone.
    """
    data = load_data()
    said = _Said(words)
    since = _Since(network)
    with closing(cnn.train(network, data.training, data.validation, settings)) as events:
        while not said.stop and (event := next(events, None)) is not None:
            since.note(event)
            said.listen()
            if said.pause or (said.next and since.is_long):
                yield since.report()
                said.next = False
            said.listen_while_resting()
    yield since.report()


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

    def _heed(self, word: Word) -> None:
        self.stop |= word is Word.STOP
        self.next |= word is Word.NEXT
        if word in (Word.PAUSE, Word.RESUME):
            self.pause = word is Word.PAUSE


class _Since:
    """What has happened since the last report."""

    def __init__(self, network: cnn.Network) -> None:
        self._network = network
        self._begin()

    def _begin(self) -> None:
        self._start = time.perf_counter()
        self._batch: cnn.BatchDone | None = None
        self._losses: list[float] = []
        self._epochs_done: list[cnn.EpochDone] = []
        self._diverged: cnn.Diverged | None = None

    @property
    def is_long(self) -> bool:
        """Whether the next report is due."""
        return time.perf_counter() - self._start >= REPORT_SECONDS

    def note(self, event: cnn.Event) -> None:
        """Remember this."""
        if isinstance(event, cnn.BatchDone):
            self._batch = event
            self._losses.append(event.loss)
        elif isinstance(event, cnn.EpochDone):
            self._epochs_done.append(event)
        else:
            self._diverged = event

    def report(self) -> Report:
        """All of it; begins anew."""
        losses, epochs = tuple(self._losses), tuple(self._epochs_done)
        report = Report(self._network, self._batch, losses, epochs, self._diverged)
        self._begin()
        return report
