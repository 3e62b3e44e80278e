"""The question "why this answer?": which class is asked about, and what was found out."""

from __future__ import annotations

from collections.abc import Collection, Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

import cnn
from cnn.arrays import Floats
from cnn.explain.deltas import BackwardPass, backward_pass
from digitpad.explanation.attribution import METHODS, Explanation, convolutions, explaining
from digitpad.explanation.steps import SlicedWork
from digitpad.explanation.stroke_ablation import StrokeAblation, ablating
from digitpad.ink.drawing import Drawing
from digitpad.models.recognition import Recognition
from digitpad.models.visible_model import VisibleModel
from digitpad.reading.reader import Prediction
from digitpad.tasks.idle import IdleJob

REST_MS = 120


@dataclass(frozen=True, eq=False)
class AttributionRequest:
    """Everything that an answer depends on, as it was when it was asked."""

    network: cnn.Network
    image: Floats
    drawing: Drawing
    label: int
    against: int
    layer: str | None


class AttributionModel(VisibleModel[AttributionRequest]):
    """Asks about the chosen digit of a ``Recognition``, again whenever it is read anew.

    The class asked about is the answer, whatever that is, until one is chosen; the class that it is
    compared with is the most probable other one, until one is chosen. The method that is shown
    large is asked at once, and all else when there is time. Nothing is computed while it is not
    active.

    Signals:
        changed: what is asked is something else: a class, the convolution, the method.
        explained(object): an ``Explanation`` with the method that is shown large; None for an
            empty pad.
        compared(object): an ``Explanation`` with all methods; None for an empty pad.
        blamed(object): a ``StrokeAblation``; None for an empty pad.
        sent_back(object): a ``BackwardPass`` of the class asked about; None for an empty pad.
    """

    changed = Signal()
    explained = Signal(object)
    compared = Signal(object)
    blamed = Signal(object)
    sent_back = Signal(object)

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(recognition, REST_MS, parent)
        self._label: int | None = None
        self._against: int | None = None
        self._method = next(iter(METHODS))
        self._layers = convolutions(recognition.network)
        self._layer = self._layers[-1] if self._layers else None
        self._use(IdleJob(_answers, "The explanation", self))
        self._large: IdleJob[AttributionRequest] = IdleJob(
            self._explain_one, "The explanation", self
        )
        self._large.answered.connect(self._take_one)
        self._large.failed.connect(self._lose_one)
        recognition.network_changed.connect(self._follow_network)

    @property
    def prediction(self) -> Prediction | None:
        """What is asked about; None for an empty pad."""
        return self._recognition.prediction

    @property
    def classes(self) -> int:
        """How many classes there are to ask about."""
        return self._recognition.network.classes

    @property
    def label(self) -> int | None:
        """The class asked about; None while there is no answer to follow."""
        return next(iter(self._ranking()), None) if self._label is None else self._label

    @property
    def follows(self) -> bool:
        """Whether the class asked about is the answer, whatever that is."""
        return self._label is None

    @property
    def against(self) -> int | None:
        """The class that it is compared with; None while there is none to follow."""
        if not self.follows_runner_up:
            return self._against
        return next((label for label in self._ranking() if label != self.label), None)

    @property
    def follows_runner_up(self) -> bool:
        """Whether that is the most probable other one; a class is not compared with itself."""
        return self._against is None or self._against == self.label

    @property
    def layers(self) -> tuple[str, ...]:
        """The convolutions that Grad-CAM can look at."""
        return self._layers

    @property
    def layer(self) -> str | None:
        """The one that it looks at."""
        return self._layer

    @property
    def method(self) -> str:
        """The method that is shown large, a key of ``METHODS``."""
        return self._method

    def choose(self, label: int | None) -> None:
        """Ask about a class; None follows the answer."""
        self._label = label
        self._ask_something_else()

    def compare_with(self, label: int | None) -> None:
        """Compare with a class; None is the most probable other one."""
        self._against = label
        self._ask_something_else()

    def look_at(self, layer: str) -> None:
        """Let Grad-CAM look at a convolution."""
        if layer in self._layers:
            self._layer = layer
            self._ask_something_else()

    def show_large(self, method: str) -> None:
        """Show a method large."""
        if method != self._method:
            self._method = method
            self.changed.emit()
            self._ask_one()

    def set_active(self, active: bool) -> None:
        """Follow from now on, or let it be and stop at once."""
        super().set_active(active)
        if active:
            self._ask_one()
        else:
            self._large.forget()

    def _ranking(self) -> list[int]:
        """The classes, the most probable first; none for an empty pad, and none while the answer is
        still that of a network with other classes."""
        prediction = self.prediction
        if prediction is None or len(prediction.outputs) != self.classes:
            return []
        return list(prediction.verdict.ranking)

    def _ask_something_else(self) -> None:
        self.changed.emit()
        self._ask_one()
        self._ask_all()

    def _follow_soon(self) -> None:
        super()._follow_soon()
        if self.is_active:
            self.changed.emit()
            self._ask_one()

    def _follow(self) -> None:
        self.changed.emit()
        self._ask_all()

    def _follow_network(self, network: cnn.Network) -> None:
        layers = convolutions(network)
        if layers != self._layers:
            self._layers = layers
            self._layer = layers[-1] if layers else None
        if self._label is not None and self._label >= network.classes:
            self._label = None
        if self._against is not None and self._against >= network.classes:
            self._against = None
        if self.is_active:
            self.changed.emit()

    def _asked(self) -> AttributionRequest | None:
        prediction, label, against = self.prediction, self.label, self.against
        if not self.is_active or prediction is None or label is None or against is None:
            return None
        network, drawing = self._recognition.network, self._recognition.chosen_drawing
        return AttributionRequest(network, prediction.input, drawing, label, against, self._layer)

    def _ask_one(self) -> None:
        """Ask the method that is shown large; all others wait for it."""
        asked = self._asked()
        if asked is not None:
            self._job.rest()
            self._large.ask(asked)
        elif self.is_active:
            self._large.forget()
            self._job.forget()
            self.explained.emit(None)
            self._lose()

    def _ask_all(self) -> None:
        asked = self._asked()
        if asked is not None:
            self._job.ask(asked)

    def _explain_one(self, asked: AttributionRequest) -> SlicedWork[Explanation]:
        return _explained(asked, (self._method,))

    def _take_one(self, answer: object) -> None:
        self.explained.emit(answer)
        if not self._large.is_working:
            self._job.go_on()

    def _lose_one(self) -> None:
        self.explained.emit(None)
        self._job.go_on()

    def _lose(self) -> None:
        for signal in (self.compared, self.blamed, self.sent_back):
            signal.emit(None)

    def _take(self, answer: object) -> None:
        if isinstance(answer, Explanation):
            self.compared.emit(answer)
        elif isinstance(answer, StrokeAblation):
            self.blamed.emit(answer)
        elif isinstance(answer, BackwardPass):
            self.sent_back.emit(answer)


def _explained(asked: AttributionRequest, methods: Collection[str]) -> SlicedWork[Explanation]:
    network, image, layer = asked.network, asked.image, asked.layer
    return explaining(network, image, asked.label, asked.against, layer, methods)


def _answers(asked: AttributionRequest) -> Generator[object, None, None]:
    """Each answer as soon as it is there, so that they are not all painted at once."""
    network, label = asked.network, asked.label
    yield (yield from _explained(asked, METHODS))
    if not asked.drawing.is_empty:
        yield (yield from ablating(network, asked.drawing, label))
    yield backward_pass(network, asked.image[np.newaxis], label)
