"""The drawing written differently: turned, moved, larger, thicker; and how stable the answer is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

import cnn
from digitpad.explanation.robustness import (
    PAIRS,
    RANGES,
    Axes,
    Robustness,
    changed,
    measuring_robustness,
)
from digitpad.explanation.steps import SlicedWork
from digitpad.imaging.placed import PlacedInk
from digitpad.imaging.transform import (
    Transform,
    fitted,
    transformed,
    transformed_input,
    with_replaced,
)
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.models.visible_model import VisibleModel
from digitpad.reading.reader import Prediction, recognise_input
from digitpad.tasks.idle import IdleJob

REST_MS = 250  # a map of a drawing that is not finished is not worth more


@dataclass(frozen=True)
class TransformRequest:
    """What a map of stability depends on; a change's own values on the axes do not matter."""

    network: cnn.Network
    ink: PlacedInk
    change: Transform
    axes: Axes
    prepared: bool


class TransformModel(VisibleModel[TransformRequest]):
    """A copy of the chosen digit's strokes, with a ``Transform`` done to it.

    It follows the pad, and computes nothing while it is not active.

    Signals:
        changed: the change, the axes, or whether it is prepared again.
        predicted(object): the ``Prediction`` for the changed ink; None without ink.
        foreseen(object): the ``Prediction`` for the same ink on the pad, which scales and centres
            it again; None without a change.
        mapped(object): the ``Robustness`` around it; None without ink.
    """

    changed = Signal()
    predicted = Signal(object)
    foreseen = Signal(object)
    mapped = Signal(object)

    def __init__(self, pad: Pad, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(recognition, REST_MS, parent)
        self._pad = pad
        self._ink: PlacedInk | None = None
        self._change = Transform()
        self._axes = PAIRS[0]
        self._prepared = False
        self._mapped: TransformRequest | None = None
        self._use(IdleJob(_try, "The stability map", self))

    @property
    def change(self) -> Transform:
        """What is done to the ink."""
        return self._change

    @property
    def axes(self) -> Axes:
        """What runs across and down the map."""
        return self._axes

    @property
    def prepared(self) -> bool:
        """Whether the changed ink is prepared as every drawing is: scaled, centred, redrawn."""
        return self._prepared

    @property
    def has_ink(self) -> bool:
        """Whether there is anything to change."""
        return self._ink is not None

    def set(self, name: str, value: float) -> None:
        """Set one attribute of the change, kept within ``RANGES``."""
        low, high = RANGES[name]
        self.set_change(replace(self._change, **{name: min(max(value, low), high)}))

    def set_change(self, change: Transform) -> None:
        """Do this to the ink."""
        if change != self._change:
            self._change = change
            self._tell()

    def set_axes(self, axes: Axes) -> None:
        """Let these run across and down the map."""
        if axes != self._axes:
            self._axes = axes
            self._tell()

    def set_prepared(self, prepared: bool) -> None:
        """Prepare the changed ink, or leave it where the change has put it."""
        if prepared != self._prepared:
            self._prepared = prepared
            self._tell()

    def set_active(self, active: bool) -> None:
        """Follow the pad from now on, or let it be and stop at once."""
        self._mapped = None  # what was asked last may not have been answered
        super().set_active(active)

    def put_on_pad(self) -> None:
        """Draw the changed ink on the pad, in the place of what it was made from; can be undone."""
        if self._ink is None:
            return
        old, new = self._ink.drawing, fitted(transformed(self._ink, self._change))
        self._change = Transform()  # it is in the ink now
        self.changed.emit()
        self._pad.show_drawing(with_replaced(self._pad.drawing, old, new))

    def _follow(self) -> None:
        drawing = self._recognition.chosen_drawing
        if drawing.is_empty:
            self._ink = None
        elif self._ink is None or drawing != self._ink.drawing:
            self._ink = PlacedInk.of(drawing)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        if not self.is_active:
            return
        self.predicted.emit(self._read(self._prepared))
        self.foreseen.emit(None if self._change == Transform() else self._read(prepared=True))
        if self._ink is None:
            self._mapped = None
            self._job.forget()
            self.mapped.emit(None)
            return
        plain, axes = Transform(), self._axes
        change = changed(self._change, axes, getattr(plain, axes.across), getattr(plain, axes.down))
        asked = TransformRequest(self._recognition.network, self._ink, change, axes, self._prepared)
        if asked != self._mapped:
            self._mapped = asked
            self._job.ask(asked)

    def _read(self, prepared: bool) -> Prediction | None:
        if self._ink is None:
            return None
        image = transformed_input(self._ink, self._change, prepared)
        return recognise_input(self._recognition.network, image)

    def _take(self, answer: object) -> None:
        self.mapped.emit(answer)

    def _lose(self) -> None:
        self._mapped = None
        self.mapped.emit(None)


def _try(asked: TransformRequest) -> SlicedWork[Robustness]:
    return measuring_robustness(asked.network, asked.ink, asked.change, asked.axes, asked.prepared)
