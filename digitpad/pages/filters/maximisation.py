"""What a filter would like best, found step by step while one watches."""

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
from digitpad.tasks.thread import BackgroundThread

BEGIN_AFTER_MS = 200  # somebody who runs through the filters is not kept up
REST_SECONDS = 0.02


class FilterMaximisation(QObject):
    """Activation maximisation for one filter, in the middle of its map, as an animation.

    Attributes:
        attempt: how far it has come, the picture cut to what the filter sees from there; None
            before the first.

    Signals:
        changed: ``attempt`` is another one, or it begins or ends.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._of: tuple[cnn.Network, FilterLayer, int] | None = None
        self._is_wanted = False
        self._seed = 0
        self._background = BackgroundThread("The filter's ideal input could not be computed", self)
        self._background.arrived.connect(self._take)
        self._background.finished.connect(self.changed)
        self._background.failed.connect(self._lose)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(BEGIN_AFTER_MS)
        self._soon.timeout.connect(self._begin)
        self.attempt: Attempt | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the picture is still being improved, or is about to be."""
        return self._soon.isActive() or self._background.is_busy

    def look_at(self, network: cnn.Network, layer: FilterLayer | None, channel: int) -> None:
        """Dream of another filter; None of no filter at all."""
        self._of = None if layer is None else (network, layer, channel)
        self._seed = 0
        self.attempt = None
        self._begin_soon()

    def again(self) -> None:
        """Begin anew from another start."""
        self._seed += 1
        self._begin()

    def set_wanted(self, wanted: bool) -> None:
        """Dream from now on, or rest; what was not finished begins anew next time."""
        if wanted != self._is_wanted:
            self._is_wanted = wanted
            unfinished = self.attempt is None or self.is_busy
            self._background.stop()
            if unfinished:
                self.attempt = None
                self._begin_soon()

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._soon.stop()
        self._background.shut_down()

    def _begin_soon(self) -> None:
        self._background.stop()
        if self._is_wanted and self._of is not None:
            self._soon.start()
        else:
            self._soon.stop()
        self.changed.emit()

    def _begin(self) -> None:
        if self._is_wanted and self._of is not None:
            self._background.start(partial(_attempts, *self._of, self._seed), REST_SECONDS)

    def _lose(self) -> None:
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
