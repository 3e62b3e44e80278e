"""The drawing transformed: turned, moved, larger, thicker; and how robust the answer is."""

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
from digitpad.explanation.sliced_work import SlicedWork
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
from digitpad.text.translation import tr

INTERVAL_MS = 250  # while someone draws, a map is soon out of date


@dataclass(frozen=True)
class TransformRequest:
    """What a robustness map depends on; the values on its axes do not matter."""

    network: cnn.Network
    ink: PlacedInk
    change: Transform
    axes: Axes
    prepared: bool


class TransformModel(VisibleModel[TransformRequest]):
    """A copy of the chosen digit's strokes with a ``Transform``, while it is visible.

    Signals, with None without ink:
        changed: the transform, the axes, or ``prepared``.
        predicted(object): the ``Prediction`` for the transformed ink.
        predicted_on_pad(object): the ``Prediction`` for the same ink on the pad, which scales and
            centres it again; None also without a transform.
        robustness_ready(object): the ``Robustness`` around it.
    """

    changed = Signal()
    predicted = Signal(object)
    predicted_on_pad = Signal(object)
    robustness_ready = Signal(object)

    def __init__(self, pad: Pad, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(recognition, INTERVAL_MS, parent)
        self._pad = pad
        self._ink: PlacedInk | None = None
        self._transform = Transform()
        self._axes = PAIRS[0]
        self._prepared = False
        self._requested: TransformRequest | None = None
        self._use(IdleJob(_measure, tr("The robustness map could not be computed"), self))

    @property
    def transform(self) -> Transform:
        """The transform of the ink."""
        return self._transform

    @property
    def axes(self) -> Axes:
        """The attributes that run across and down the map."""
        return self._axes

    @property
    def prepared(self) -> bool:
        """Whether the transformed ink is preprocessed like every drawing."""
        return self._prepared

    @property
    def has_ink(self) -> bool:
        """Whether there is ink to transform."""
        return self._ink is not None

    def set(self, name: str, value: float) -> None:
        """Set one attribute, kept within ``RANGES``."""
        low, high = RANGES[name]
        self.set_transform(replace(self._transform, **{name: min(max(value, low), high)}))

    def set_transform(self, transform: Transform) -> None:
        """Transform the ink in another way."""
        if transform != self._transform:
            self._transform = transform
            self._recompute()

    def set_axes(self, axes: Axes) -> None:
        """Use other axes for the map."""
        if axes != self._axes:
            self._axes = axes
            self._recompute()

    def set_prepared(self, prepared: bool) -> None:
        """Preprocess the transformed ink, or leave it where the transform has moved it."""
        if prepared != self._prepared:
            self._prepared = prepared
            self._recompute()

    def set_visible(self, visible: bool) -> None:
        """Compute from now on, or stop at once."""
        self._requested = None  # the last request may not have been answered
        super().set_visible(visible)

    def put_on_pad(self) -> None:
        """Replace the chosen digit on the pad by the transformed ink, as one undo step."""
        if self._ink is None:
            return
        old, new = self._ink.drawing, fitted(transformed(self._ink, self._transform))
        self._transform = Transform()  # it has become part of the ink
        self.changed.emit()
        self._pad.show_drawing(with_replaced(self._pad.drawing, old, new))

    def _update(self) -> None:
        drawing = self._recognition.state.chosen_drawing
        if drawing.is_empty:
            self._ink = None
        elif self._ink is None or drawing != self._ink.drawing:
            self._ink = PlacedInk.of(drawing)
        self._recompute()

    def _recompute(self) -> None:
        self.changed.emit()
        if not self.is_visible:
            return
        self.predicted.emit(self._read(self._prepared))
        self.predicted_on_pad.emit(
            None if self._transform == Transform() else self._read(prepared=True)
        )
        if self._ink is None:
            self._requested = None
            self._job.cancel()
            self.robustness_ready.emit(None)
            return
        plain, axes = Transform(), self._axes
        change = changed(
            self._transform, axes, getattr(plain, axes.across), getattr(plain, axes.down)
        )
        network = self._recognition.network
        request = TransformRequest(network, self._ink, change, axes, self._prepared)
        if request != self._requested:
            self._requested = request
            self._job.ask(request)

    def _read(self, prepared: bool) -> Prediction | None:
        if self._ink is None:
            return None
        image = transformed_input(self._ink, self._transform, prepared)
        return recognise_input(self._recognition.network, image)

    def _take(self, answer: object) -> None:
        self.robustness_ready.emit(answer)

    def _lose(self) -> None:
        self._requested = None
        self.robustness_ready.emit(None)


def _measure(request: TransformRequest) -> SlicedWork[Robustness]:
    return measuring_robustness(
        request.network, request.ink, request.change, request.axes, request.prepared
    )
