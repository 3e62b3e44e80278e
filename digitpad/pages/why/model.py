"""Why this answer: which class is explained, and the explanations."""

from __future__ import annotations

from collections.abc import Collection, Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

import cnn
from cnn.arrays import Floats
from cnn.explain.deltas import BackwardPass, backward_pass
from digitpad.explanation.attribution import METHODS, Explanation, convolutions, explaining
from digitpad.explanation.sliced_work import SlicedWork
from digitpad.explanation.stroke_ablation import StrokeAblation, ablating
from digitpad.ink.drawing import Drawing
from digitpad.models.recognition import Recognition
from digitpad.models.visible_model import VisibleModel
from digitpad.reading.reader import Prediction
from digitpad.tasks.idle import IdleJob
from digitpad.text.translation import tr

REST_MS = 120


@dataclass(frozen=True, eq=False)
class AttributionRequest:
    """Everything that an explanation depends on."""

    network: cnn.Network
    image: Floats
    drawing: Drawing
    label: int
    against: int
    layer: str | None


class AttributionModel(VisibleModel[AttributionRequest]):
    """Explains the answer for the chosen digit of a ``Recognition``, while it is visible.

    The explained class is the current answer until one is chosen; the class that it is compared
    with is the most probable other one until one is chosen. The method that is shown large is
    computed first.

    Signals, with None for an empty pad:
        changed: a class, the convolution or the method has changed.
        explained(object): an ``Explanation`` with the method that is shown large.
        compared(object): an ``Explanation`` with all methods.
        ablation_ready(object): a ``StrokeAblation``.
        gradients_ready(object): a ``BackwardPass`` of the explained class.
    """

    changed = Signal()
    explained = Signal(object)
    compared = Signal(object)
    ablation_ready = Signal(object)
    gradients_ready = Signal(object)

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(recognition, REST_MS, parent)
        self._label: int | None = None
        self._against: int | None = None
        self._method = next(iter(METHODS))
        self._layers = convolutions(recognition.network)
        self._layer = self._layers[-1] if self._layers else None
        failure = tr("The explanation could not be computed")
        self._use(IdleJob(_answers, failure, self))
        self._large: IdleJob[AttributionRequest] = IdleJob(self._explain_one, failure, self)
        self._large.answered.connect(self._take_one)
        self._large.failed.connect(self._lose_one)
        recognition.network_changed.connect(self._take_network)

    @property
    def prediction(self) -> Prediction | None:
        """The answer to be explained; None for an empty pad."""
        return self._recognition.state.prediction

    @property
    def classes(self) -> int:
        """Number of classes of the network."""
        return self._recognition.network.classes

    @property
    def label(self) -> int | None:
        """The explained class; None if there is neither a chosen one nor an answer."""
        return next(iter(self._ranking()), None) if self._label is None else self._label

    @property
    def follows(self) -> bool:
        """Whether the explained class is always the current answer."""
        return self._label is None

    @property
    def against(self) -> int | None:
        """The class that it is compared with; None if there is none."""
        if not self.follows_runner_up:
            return self._against
        return next((label for label in self._ranking() if label != self.label), None)

    @property
    def follows_runner_up(self) -> bool:
        """Whether that is the most probable other one; also if ``label`` was chosen."""
        return self._against is None or self._against == self.label

    @property
    def layers(self) -> tuple[str, ...]:
        """The convolutions that Grad-CAM can use."""
        return self._layers

    @property
    def layer(self) -> str | None:
        """The convolution that Grad-CAM uses."""
        return self._layer

    @property
    def method(self) -> str:
        """The method that is shown large, a key of ``METHODS``."""
        return self._method

    def choose(self, label: int | None) -> None:
        """Explain a class; None for always the current answer."""
        self._label = label
        self._ask_again()

    def compare_with(self, label: int | None) -> None:
        """Compare with a class; None for the most probable other one."""
        self._against = label
        self._ask_again()

    def look_at(self, layer: str) -> None:
        """Use another convolution for Grad-CAM."""
        if layer in self._layers:
            self._layer = layer
            self._ask_again()

    def show_large(self, method: str) -> None:
        """Show a method large."""
        if method != self._method:
            self._method = method
            self.changed.emit()
            self._ask_one()

    @property
    def is_working(self) -> bool:
        """Whether an explanation is still being computed."""
        return self._large.is_working or self._job.is_working

    def set_visible(self, visible: bool) -> None:
        """Explain from now on, or stop at once."""
        super().set_visible(visible)
        if visible:
            self._ask_one()
        else:
            self._large.cancel()

    def _ranking(self) -> list[int]:
        """The classes, most probable first; none for an empty pad, and none while the answer is
        still of a network with other classes."""
        prediction = self.prediction
        if prediction is None or len(prediction.outputs) != self.classes:
            return []
        return list(prediction.verdict.ranking)

    def _ask_again(self) -> None:
        self.changed.emit()
        self._ask_one()
        self._ask_all()

    def _update_soon(self) -> None:
        super()._update_soon()
        if self.is_visible:
            self.changed.emit()
            self._ask_one()

    def _update(self) -> None:
        self.changed.emit()
        self._ask_all()

    def _take_network(self, network: cnn.Network) -> None:
        layers = convolutions(network)
        if layers != self._layers:
            self._layers = layers
            self._layer = layers[-1] if layers else None
        if self._label is not None and self._label >= network.classes:
            self._label = None
        if self._against is not None and self._against >= network.classes:
            self._against = None
        if self.is_visible:
            self.changed.emit()

    def _request(self) -> AttributionRequest | None:
        prediction, label, against = self.prediction, self.label, self.against
        if not self.is_visible or prediction is None or label is None or against is None:
            return None
        network, drawing = self._recognition.network, self._recognition.state.chosen_drawing
        return AttributionRequest(network, prediction.input, drawing, label, against, self._layer)

    def _ask_one(self) -> None:
        """Compute the method that is shown large; all others wait for it."""
        request = self._request()
        if request is not None:
            self._job.pause()
            self._large.ask(request)
        elif self.is_visible:
            self._large.cancel()
            self._job.cancel()
            self.explained.emit(None)
            self._lose()

    def _ask_all(self) -> None:
        request = self._request()
        if request is not None:
            self._job.ask(request)

    def _explain_one(self, request: AttributionRequest) -> SlicedWork[Explanation]:
        return _explained(request, (self._method,))

    def _take_one(self, answer: object) -> None:
        self.explained.emit(answer)
        if not self._large.is_working:
            self._job.resume()

    def _lose_one(self) -> None:
        self.explained.emit(None)
        self._job.resume()

    def _lose(self) -> None:
        for signal in (self.compared, self.ablation_ready, self.gradients_ready):
            signal.emit(None)

    def _take(self, answer: object) -> None:
        if isinstance(answer, Explanation):
            self.compared.emit(answer)
        elif isinstance(answer, StrokeAblation):
            self.ablation_ready.emit(answer)
        elif isinstance(answer, BackwardPass):
            self.gradients_ready.emit(answer)


def _explained(request: AttributionRequest, methods: Collection[str]) -> SlicedWork[Explanation]:
    network, image, layer = request.network, request.image, request.layer
    return explaining(network, image, request.label, request.against, layer, methods)


def _answers(request: AttributionRequest) -> Generator[object, None, None]:
    """Each answer as soon as it is ready, so that they are not all painted at once."""
    network, label = request.network, request.label
    yield (yield from _explained(request, METHODS))
    if not request.drawing.is_empty:
        yield (yield from ablating(network, request.drawing, label))
    yield backward_pass(network, request.image[np.newaxis], label)
