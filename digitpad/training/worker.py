"""A training that sends reports and obeys commands, made to run in another process."""

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
    """A command to a training; it takes effect after the current batch."""

    PAUSE = "wait for the next command"
    RESUME = "continue after a pause"
    STOP = "send a last report, and end"
    NEXT = "the last report was processed, send the next"


@dataclass(frozen=True, eq=False)
class Report:
    """What has happened in a training since the previous report.

    Attributes:
        network: its current weights.
        batch: the latest batch, or None when there was none.
        losses: the mean loss of every batch, in order.
        images: how many images each batch had.
        epochs_done: the epochs that were completed.
        diverged: set when the loss became infinite or not a number; the training has ended.
    """

    network: cnn.Network
    batch: cnn.BatchDone | None
    losses: tuple[float, ...]
    images: tuple[int, ...]
    epochs_done: tuple[cnn.EpochDone, ...]
    diverged: cnn.Diverged | None


def training_reports(
    commands: Connection,
    network: cnn.Network,
    settings: cnn.TrainingSettings,
    load_data: Callable[[], cnn.Mnist],
) -> Iterator[Report]:
    """Train ``network``, and yield reports.

    About 600 batches are done in a second, which is far more than a window can show: they are
    gathered into about twenty reports a second, and fewer if the receiver is slow to send ``NEXT``.

    Args:
        commands: from which a ``Command`` may be received.
        network: is changed; a report that is not sent to another process must be read at once.
        settings: how it is trained.
        load_data: loads the training images, and the validation images it is measured on.

    Raises:
        BadFile: the data cannot be read.
        EOFError: the other end of ``commands`` was closed.
    """
    data = load_data()
    control = _Control(commands)
    happened: list[cnn.Event] = []
    reported_at, images_done = time.perf_counter(), 0
    with closing(cnn.train(network, data.training, data.validation, settings)) as events:
        while not control.stop and (event := next(events, None)) is not None:
            happened.append(event)
            control.receive()
            is_late = time.perf_counter() - reported_at >= REPORT_SECONDS
            if control.pause or (control.next and (is_late or _ends_epoch(event))):
                control.next = False
                reported_at = time.perf_counter()
                report = _report(network, happened, images_done)
                images_done += sum(report.images)
                yield report
                happened.clear()
            control.wait_while_paused()
    yield _report(network, happened, images_done)


def _ends_epoch(event: cnn.Event) -> bool:
    """Whether a validation follows, which may take long or be interrupted."""
    return isinstance(event, cnn.BatchDone) and event.batch == event.batches


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


class _Control:
    """The state that the commands so far have led to.

    Attributes:
        pause, stop: whether to pause, and to end.
        next: whether the receiver is ready for the next report.
    """

    def __init__(self, commands: Connection) -> None:
        self._commands = commands
        self.pause = self.stop = False
        self.next = True
        self.receive()

    def receive(self) -> None:
        """Obey all commands that have arrived."""
        while self._commands.poll():
            self._obey(self._commands.recv())

    def wait_while_paused(self) -> None:
        """Obey commands until one resumes or stops the training."""
        while self.pause and not self.stop:
            self._obey(self._commands.recv())

    def _obey(self, command: Command) -> None:
        self.stop |= command is Command.STOP
        self.next |= command is Command.NEXT
        if command in (Command.PAUSE, Command.RESUME):
            self.pause = command is Command.PAUSE
