"""A filter's ideal input, found step by step, as an animation."""

from __future__ import annotations

import zlib
from collections.abc import Generator
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

import cnn
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.maximisation import Attempt, maximise, middle
from cnn.explain.patches import patch, patch_size
from digitpad.tasks.thread import LatestTask
from digitpad.text.translation import tr

START_AFTER_MS = 200  # debounce: wait before starting while the user browses filters
PAUSE_SECONDS = 0.02


class FilterMaximisation(QObject):
    """Activation maximisation for one filter, in the middle of its map.

    Attributes:
        attempt: the latest picture, cropped to what the filter sees; None before the first.

    Signals:
        changed: another ``attempt``, or it has started or ended.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._of: tuple[cnn.Network, FilterLayer, int] | None = None
        self._is_visible = False
        self._seed = 0
        self._task = LatestTask(tr("The filter's ideal input could not be computed"), self)
        self._task.progressed.connect(self._take)
        self._task.finished.connect(self._finish)
        self._task.failed.connect(self._lose)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(START_AFTER_MS)
        self._soon.timeout.connect(self._start)
        self.attempt: Attempt | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the picture is still being improved."""
        return self._soon.isActive() or self._task.is_busy

    def look_at(self, network: cnn.Network, layer: FilterLayer | None, channel: int) -> None:
        """Maximise another filter; None for none."""
        self._of = None if layer is None else (network, layer, channel)
        self._seed = 0
        self.attempt = None
        self._start_soon()

    def again(self) -> None:
        """Start again from other random pixels."""
        self._seed += 1
        self._start()

    def set_visible(self, visible: bool) -> None:
        """Work, or stop; what was not finished starts again next time."""
        if visible != self._is_visible:
            self._is_visible = visible
            unfinished = self.attempt is None or self.is_busy
            self._task.cancel()
            if unfinished:
                self.attempt = None
                self._start_soon()

    def shut_down(self) -> None:
        """Stop, and wait for the thread."""
        self._soon.stop()
        self._task.shut_down()

    def _start_soon(self) -> None:
        self._task.cancel()
        if self._is_visible and self._of is not None:
            self._soon.start()
        else:
            self._soon.stop()
        self.changed.emit()

    def _start(self) -> None:
        if self._is_visible and self._of is not None:
            self._task.start(partial(_attempts, *self._of, self._seed), PAUSE_SECONDS)

    def _finish(self, _end: object) -> None:
        self.changed.emit()

    def _lose(self, _error: Exception) -> None:
        self.attempt = None
        self.changed.emit()

    def _take(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.changed.emit()


def _attempts(
    network: cnn.Network, layer: FilterLayer, channel: int, seed: int
) -> Generator[Attempt, None, None]:
    rng = np.random.default_rng([seed, channel, zlib.crc32(layer.name.encode())])
    size = patch_size(network, layer)
    for attempt in maximise(network, layer.name, channel, rng):
        seen = patch(network, layer, *middle(layer), attempt.picture, size)
        yield Attempt(seen, attempt.value)
