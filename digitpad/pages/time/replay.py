"""The replay of a drawing, and the answer over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

import cnn
from digitpad.explanation.sliced_work import SlicedWork
from digitpad.explanation.timeline import Timeline, tracing_timeline
from digitpad.ink.drawing import Drawing
from digitpad.ink.timing import first_points, point_times, until
from digitpad.models.recognition import Recognition
from digitpad.models.visible_model import VisibleModel
from digitpad.reading.reader import Prediction, recognise
from digitpad.tasks.idle import IdleJob
from digitpad.text.translation import tr

PLAY_SECONDS = 4.0
TICK_MS = 30
INTERVAL_MS = 120


@dataclass(frozen=True, eq=False)
class ReplayRequest:
    """What a timeline depends on."""

    network: cnn.Network
    drawing: Drawing


class ReplayModel(VisibleModel[ReplayRequest]):
    """A copy of the chosen digit's strokes, drawn up to a *position*, a number of points.

    A new drawing starts at its end.

    Signals, with None without ink:
        changed: the drawing, the position, or whether it plays.
        predicted(object): the ``Prediction`` for the ink up to the position.
        timeline_ready(object): the ``Timeline`` of the whole drawing.
    """

    changed = Signal()
    predicted = Signal(object)
    timeline_ready = Signal(object)

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(recognition, INTERVAL_MS, parent)
        self._drawing = Drawing()
        self._times = point_times(self._drawing)
        self._position = 0
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._advance)
        self._clock = QElapsedTimer()
        self._started_at = 0.0
        self._use(IdleJob(_trace, tr("The answer over time could not be computed"), self))

    @property
    def drawing(self) -> Drawing:
        """The whole drawing."""
        return self._drawing

    @property
    def ink(self) -> Drawing:
        """The drawing up to the position."""
        return first_points(self._drawing, self._position)

    @property
    def points(self) -> int:
        """Number of points of the drawing."""
        return len(self._times)

    @property
    def position(self) -> int:
        """Number of points drawn."""
        return self._position

    @property
    def time(self) -> float:
        """Pen time of the last point drawn."""
        return float(self._times[self._position - 1]) if self._position else 0.0

    @property
    def stroke(self) -> int:
        """Number of the stroke being drawn, from 1; 0 before the first point."""
        return len(self.ink.strokes)

    @property
    def is_playing(self) -> bool:
        """Whether it is playing."""
        return self._tick.isActive()

    def go_to(self, position: int) -> None:
        """Draw ``position`` points."""
        self._tick.stop()
        self._move(position)

    def go_to_time(self, time: float) -> None:
        """Draw what was there at a pen time, up to the next point."""
        self.go_to(sum(len(stroke.points) for stroke in until(self._drawing, time).strokes))

    def next_stroke(self) -> None:
        """Draw the current stroke to its end, or, if it is complete, the next one."""
        self.go_to(min((end for end in self._ends() if end > self._position), default=self.points))

    def previous_stroke(self) -> None:
        """Remove the current stroke, or, if none of it is drawn, the previous one."""
        self.go_to(max((end for end in self._ends() if end < self._position), default=0))

    def play(self) -> None:
        """Play from here, or from the start if everything is drawn."""
        if not self.points:
            return
        if self._position == self.points:
            self._move(1)
        self._started_at = self.time
        self._clock.start()
        self._tick.start()
        self.changed.emit()

    def pause(self) -> None:
        """Stop playing."""
        self._tick.stop()
        self.changed.emit()

    def set_visible(self, visible: bool) -> None:
        """Follow the pad from now on, or stop at once."""
        if not visible:
            self._tick.stop()
        super().set_visible(visible)

    def _update(self) -> None:
        """Copy the chosen digit, and compute its timeline."""
        drawing = self._recognition.state.chosen_drawing
        if drawing != self._drawing:
            self._drawing = drawing
            self._times = point_times(drawing)
            self._tick.stop()
            self._position = self.points
        self._move(self._position)
        if drawing.is_empty:
            self._job.cancel()
            self.timeline_ready.emit(None)
        else:
            self._job.ask(ReplayRequest(self._recognition.network, drawing))

    def _move(self, position: int) -> None:
        self._position = min(max(position, 0), self.points)
        self.changed.emit()
        self.predicted.emit(self._read())

    def _read(self) -> Prediction | None:
        return recognise(self._recognition.network, self.ink)

    def _advance(self) -> None:
        whole = float(self._times[-1])
        time = self._started_at + whole * self._clock.elapsed() / 1000 / PLAY_SECONDS
        position = self._position_at(time)
        is_over = position >= self.points
        if is_over:
            self._tick.stop()
        if is_over or position != self._position:
            self._move(position)

    def _position_at(self, time: float) -> int:
        return int(np.searchsorted(self._times, time, side="right"))

    def _ends(self) -> list[int]:
        return np.cumsum([len(stroke.points) for stroke in self._drawing.strokes]).tolist()

    def _take(self, answer: object) -> None:
        self.timeline_ready.emit(answer)

    def _lose(self) -> None:
        self.timeline_ready.emit(None)


def _trace(request: ReplayRequest) -> SlicedWork[Timeline]:
    return tracing_timeline(request.network, request.drawing)
