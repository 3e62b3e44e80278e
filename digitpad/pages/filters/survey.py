"""What the test set says about a network's filters, and about the network without some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from functools import lru_cache, partial

from PySide6.QtCore import QObject, Signal

import cnn
from cnn.errors import one_line
from cnn.explain.accuracy import Count, count_right
from cnn.explain.filters import NINE, Study, study
from cnn.explain.muting import muted
from digitpad.tasks.process import iterate_in_process
from digitpad.tasks.thread import BackgroundThread

WORKERS = 1  # the other core is for whoever draws
Muting = Mapping[str, Collection[int]]
Key = frozenset[tuple[str, int]]
Load = Callable[[], cnn.Dataset]


class FilterSurvey(QObject):
    """Reads the test set in the background: once to study all filters, once for each muting.

    Attributes:
        data: the images; None until they were loaded.
        study: how far the study of the network has come; None before its first images.
        count: how far the reading with the muted filters has come; None where none are muted, and
            before its first images.
        problem: a sentence when something went wrong, else "".

    Signals:
        changed: one of these is another one, or it begins, ends or is cancelled; silent while it
            is not wanted.
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
        self._counts: dict[Key, Count] = {}
        self._is_wanted = False
        self._is_cancelled = False
        self._background = BackgroundThread(parent=self)
        self._background.arrived.connect(self._take)
        self._background.finished.connect(self._go_on)
        self._background.failed.connect(self._fail)
        self.data: cnn.Dataset | None = None
        self.study: Study | None = None
        self.count: Count | None = None
        self.problem = ""

    @property
    def is_busy(self) -> bool:
        """Whether images are being read."""
        return self._background.is_busy

    @property
    def current(self) -> Study | Count | None:
        """What is being counted, or was counted last; None before its first images."""
        if self.study is None or not self.study.is_complete or not self._key:
            return self.study
        return self.count

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody has cancelled what is still to do."""
        return self._is_cancelled

    def set_wanted(self, wanted: bool) -> None:
        """Work from now on, or rest; what was not finished begins anew next time."""
        if wanted != self._is_wanted:
            self._is_wanted = wanted
            self._background.stop()
            self._go_on()

    def look_at(self, network: cnn.Network) -> None:
        """Forget what was found: it is about another network now, with no filter muted."""
        self._background.stop()
        self._network = network
        self._muting = {}
        self._counts = {}
        self._is_cancelled = False
        self.study = self.count = None
        self.problem = ""
        self._go_on()

    def mute(self, muting: Muting) -> None:
        """Read with these filters muted; the study is about the network with all of them."""
        self._muting = muting
        self.count = self._counts.get(self._key)
        self._is_cancelled = False
        if self.study is not None and self.study.is_complete:
            self._background.stop()
        self._go_on()

    def cancel(self) -> None:
        """Leave off; what was found so far stays."""
        self._is_cancelled = True
        self._background.stop()
        self.changed.emit()

    def resume(self) -> None:
        """Do after all what was cancelled."""
        self._is_cancelled = False
        self._go_on()

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._is_wanted = False
        self._background.shut_down()

    @property
    def _key(self) -> Key:
        return frozenset((name, channel) for name, some in self._muting.items() for channel in some)

    def _go_on(self) -> None:
        """Begin what is due next, if anything is."""
        may = self._is_wanted and not self._is_cancelled and not self.problem
        if may and not self._background.is_busy:
            if self.study is None or not self.study.is_complete:
                self._background.start(partial(_studied, self._network, self._load))
            elif self._key and (self.count is None or not self.count.is_complete):
                self._background.start(partial(_counted, self._network, self._muting, self._load))
        if self._is_wanted:  # a training brings twenty networks a second
            self.changed.emit()

    def _take(self, item: cnn.Dataset | Study | Count) -> None:
        if isinstance(item, Study):
            self.study = item
        elif isinstance(item, Count):
            self.count = self._counts[self._key] = item
        else:
            self.data = item
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.problem = one_line(f"The test set cannot be read: {error}.")
        self.changed.emit()


def _studied(network: cnn.Network, load: Load) -> Generator[cnn.Dataset | Study, None, None]:
    data = load()
    yield data
    yield from iterate_in_process(study, network, data, NINE, WORKERS)


def _counted(network: cnn.Network, muting: Muting, load: Load) -> Generator[Count, None, None]:
    yield from iterate_in_process(count_right, muted(network, muting), load(), WORKERS)
