"""Statistics of a network's filters on the test set, and the accuracy without some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from functools import lru_cache, partial

from PySide6.QtCore import QObject, Signal

import cnn
from cnn.errors import one_line
from cnn.explain.accuracy import AccuracyCount, count_correct
from cnn.explain.filters import NINE, NetworkStatistics, network_statistics
from cnn.explain.muting import muted
from digitpad.tasks.process import iterate_in_process
from digitpad.tasks.thread import LatestTask
from digitpad.text.translation import tr

WORKERS = 1  # the other core is for the window
Muting = Mapping[str, Collection[int]]
Key = frozenset[tuple[str, int]]
Load = Callable[[], cnn.Dataset]


class FilterSurvey(QObject):
    """Reads the test set in a process: once for all filters, and once for each set of muted
    ones.

    Attributes:
        data: the images; None until they are loaded.
        statistics: the statistics so far; None before the first images.
        count: the accuracy so far with the muted filters; None if none are, and before the first
            images.
        problem: a sentence if something went wrong, else "".

    Signals:
        changed: one of these has changed, or reading has started, ended or been cancelled; not
            emitted while it is not visible.
    """

    changed = Signal()

    def __init__(
        self,
        network: cnn.Network,
        load: Load = cnn.load_mnist_test,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load = lru_cache(maxsize=1)(load)
        self._network = network
        self._muting: Muting = {}
        self._counts: dict[Key, AccuracyCount] = {}
        self._is_visible = False
        self._is_cancelled = False
        self._task = LatestTask(parent=self)
        self._task.progressed.connect(self._take)
        self._task.finished.connect(self._continue)
        self._task.failed.connect(self._fail)
        self.data: cnn.Dataset | None = None
        self.statistics: NetworkStatistics | None = None
        self.count: AccuracyCount | None = None
        self.problem = ""

    @property
    def is_busy(self) -> bool:
        """Whether images are being read."""
        return self._task.is_busy

    @property
    def current(self) -> NetworkStatistics | AccuracyCount | None:
        """The current or latest count; None before its first images."""
        if self.statistics is None or not self.statistics.is_complete or not self._key:
            return self.statistics
        return self.count

    @property
    def is_cancelled(self) -> bool:
        """Whether the user has cancelled."""
        return self._is_cancelled

    def set_visible(self, visible: bool) -> None:
        """Work, or stop; what was not finished starts again next time."""
        if visible != self._is_visible:
            self._is_visible = visible
            self._task.cancel()
            self._continue()

    def look_at(self, network: cnn.Network) -> None:
        """Start again with another network, with no filter muted."""
        self._task.cancel()
        self._network = network
        self._muting = {}
        self._counts = {}
        self._is_cancelled = False
        self.statistics = self.count = None
        self.problem = ""
        self._continue()

    def mute(self, muting: Muting) -> None:
        """Read with these filters muted; ``statistics`` are of the network with all filters."""
        self._muting = muting
        self.count = self._counts.get(self._key)
        self._is_cancelled = False
        if self.statistics is not None and self.statistics.is_complete:
            self._task.cancel()
        self._continue()

    def cancel(self) -> None:
        """Stop; what was found so far stays."""
        self._is_cancelled = True
        self._task.cancel()
        self.changed.emit()

    def resume(self) -> None:
        """Start again after ``cancel``."""
        self._is_cancelled = False
        self._continue()

    def shut_down(self) -> None:
        """Stop, and wait for the thread."""
        self._is_visible = False
        self._task.shut_down()

    @property
    def _key(self) -> Key:
        return frozenset((name, channel) for name, some in self._muting.items() for channel in some)

    def _continue(self, _end: object = None) -> None:
        """Start what is to be done next, if anything."""
        may = self._is_visible and not self._is_cancelled and not self.problem
        if may and not self._task.is_busy:
            if self.statistics is None or not self.statistics.is_complete:
                self._task.start(partial(_studied, self._network, self._load))
            elif self._key and (self.count is None or not self.count.is_complete):
                self._task.start(partial(_counted, self._network, self._muting, self._load))
        if self._is_visible:  # a training brings twenty networks a second
            self.changed.emit()

    def _take(self, item: cnn.Dataset | NetworkStatistics | AccuracyCount) -> None:
        if isinstance(item, NetworkStatistics):
            self.statistics = item
        elif isinstance(item, AccuracyCount):
            self.count = self._counts[self._key] = item
        else:
            self.data = item
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.problem = one_line(tr("The test set cannot be read: {reason}.", reason=error))
        self.changed.emit()


def _studied(
    network: cnn.Network, load: Load
) -> Generator[cnn.Dataset | NetworkStatistics, None, None]:
    data = load()
    yield data
    yield from iterate_in_process(network_statistics, network, data, NINE, WORKERS)


def _counted(
    network: cnn.Network, muting: Muting, load: Load
) -> Generator[AccuracyCount, None, None]:
    yield from iterate_in_process(count_correct, muted(network, muting), load(), WORKERS)
