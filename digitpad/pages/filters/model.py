"""The filters of the network that reads the pad: which one is looked at, and which are muted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

import cnn
from cnn.explain.filter_layers import FilterLayer, filter_layers
from cnn.explain.filters import FilterStatistics
from cnn.explain.muting import muted
from digitpad.models.recognition import Recognition
from digitpad.pages.filters.maximisation import FilterMaximisation
from digitpad.pages.filters.survey import FilterSurvey, Load, Muting
from digitpad.reading.reader import Prediction, recognise_input
from digitpad.training.trainer import State, Trainer


@dataclass(frozen=True)
class Filter:
    """One filter: its convolution's name (``cnn.explain.filter_layers``), and which, from 0."""

    layer: str
    channel: int


class FiltersModel(QObject):
    """What one knows of the filters, and what one has done to them.

    While filters are muted, the network that reads the pad is to be a copy without them: it is
    handed out through ``network_wanted``. Any other network that comes to read ends the muting.
    While a training is running nothing is muted and the test set is left alone. Everything rests
    while nobody looks (``set_showing``).

    Attributes:
        survey: what the test set says.
        dream: what the chosen filter would like best.
        is_learning: whether a training is running, so that the weights change all the time.
        prediction: what is read on the pad, filters muted as they are; None for an empty pad.

    Signals (the first two are silent while nobody looks, and all come when somebody does):
        network_changed: other filters, or the same with other weights.
        predicted: ``prediction`` is another one.
        chosen_changed: another filter is looked at.
        muted_changed: other filters are muted.
        learning_changed: ``is_learning`` is another one.
        network_wanted(object): the ``Network`` that should read the pad from now on.
    """

    network_changed = Signal()
    predicted = Signal()
    chosen_changed = Signal()
    muted_changed = Signal()
    learning_changed = Signal()
    network_wanted = Signal(object)

    def __init__(
        self,
        recognition: Recognition,
        trainer: Trainer,
        load_test: Load = cnn.load_mnist_test,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._network = self._offered = recognition.network
        self._layers = filter_layers(self._network)
        self._layer = self._channel = 0
        self._muted: frozenset[Filter] = frozenset()
        self._is_showing = False
        self._baseline: Prediction | None = None
        self.survey = FilterSurvey(self._network, load_test, self)
        self.dream = FilterMaximisation(self)
        self.dream.look_at(self._network, self.layer, self._channel)
        self.is_learning = _is_learning(trainer.state)
        self.prediction = recognition.prediction
        recognition.network_changed.connect(self._take_network)
        recognition.predicted.connect(self._take_prediction)
        trainer.state_changed.connect(self._take_state)

    @property
    def network(self) -> cnn.Network:
        """The network with all its filters."""
        return self._network

    @property
    def layers(self) -> tuple[FilterLayer, ...]:
        """Its convolutions."""
        return self._layers

    @property
    def layer(self) -> FilterLayer | None:
        """The convolution that is looked at; None where there is none."""
        return self._layers[self._layer] if self._layers else None

    @property
    def chosen(self) -> Filter | None:
        """The filter that is looked at; None where there is none."""
        return None if self.layer is None else Filter(self.layer.name, self._channel)

    @property
    def muted(self) -> frozenset[Filter]:
        """The filters that are muted, of any convolution."""
        return self._muted

    @property
    def statistics(self) -> FilterStatistics | None:
        """What the chosen filter answered to the test set so far."""
        study = self.survey.study
        if self.chosen is None or study is None:
            return None
        return study.layers[self.chosen.layer].of(self.chosen.channel)

    @property
    def baseline(self) -> Prediction | None:
        """What the network with all its filters reads on the pad."""
        if not self._muted or self.prediction is None:
            return self.prediction
        if self._baseline is None:
            self._baseline = recognise_input(self._network, self.prediction.input)
        return self._baseline

    @property
    def shown(self) -> Prediction | None:
        """The reading in which the chosen filter is heard: of a muted one that with all filters."""
        return self.baseline if self.chosen in self._muted else self.prediction

    def choose_layer(self, index: int) -> None:
        """Look at the first filter of another convolution, which are numbered from 0."""
        if index != self._layer and 0 <= index < len(self._layers):
            self._layer, self._channel = index, 0
            self._look_elsewhere()

    def choose(self, channel: int) -> None:
        """Look at another filter of the same convolution."""
        layer = self.layer
        if layer is not None and channel != self._channel and 0 <= channel < layer.channels:
            self._channel = channel
            self._look_elsewhere()

    def look_at(self, filter: Filter) -> None:
        """Look at this filter, if the network has it."""
        names = [layer.name for layer in self._layers]
        if filter.layer in names:
            self.choose_layer(names.index(filter.layer))
            self.choose(filter.channel)

    def set_muted(self, filter: Filter, silent: bool) -> None:
        """Mute a filter, or let it be heard again; nothing happens while a training runs."""
        after = self._muted | {filter} if silent else self._muted - {filter}
        if after != self._muted and not self.is_learning:
            self._mute(after)

    def unmute_all(self) -> None:
        """Let all filters be heard again."""
        if self._muted:
            self._mute(frozenset())

    def set_showing(self, showing: bool) -> None:
        """Work, because somebody looks; or rest."""
        if showing == self._is_showing:
            return
        self._is_showing = showing
        self._review()
        if showing:
            self.network_changed.emit()
            self.chosen_changed.emit()
            self.muted_changed.emit()
            self.learning_changed.emit()
            self.predicted.emit()

    def shut_down(self) -> None:
        """End all threads and wait for them."""
        self._is_showing = False
        self.dream.shut_down()
        self.survey.shut_down()

    def _review(self) -> None:
        wanted = self._is_showing and not self.is_learning
        self.survey.set_wanted(wanted)
        self.dream.set_wanted(wanted)

    def _look_elsewhere(self) -> None:
        self.chosen_changed.emit()
        self.dream.look_at(self._network, self.layer, self._channel)

    def _mute(self, filters: frozenset[Filter]) -> None:
        self._muted = filters
        muting = _as_mapping(filters)
        self._offered = muted(self._network, muting) if filters else self._network
        self.survey.mute(muting)
        self.muted_changed.emit()
        self.network_wanted.emit(self._offered)

    def _take_network(self, network: cnn.Network) -> None:
        if network is self._offered:
            return
        self._offered = network
        self._baseline = None
        if self._muted:
            self._muted = frozenset()
            self.muted_changed.emit()
        if network is self._network:
            self.survey.mute({})
            return
        self._network = network
        self._layers = filter_layers(network)
        is_kept = self._keep_choice()
        self.survey.look_at(network)  # what was found of the old one is forgotten before all else
        self.dream.look_at(network, self.layer, self._channel)
        if not is_kept:
            self.chosen_changed.emit()
        if self._is_showing:
            self.network_changed.emit()

    def _keep_choice(self) -> bool:
        """Whether the filter in the same place can be looked at; else it is the first."""
        layer = self.layer if self._layer < len(self._layers) else None
        is_kept = layer is not None and self._channel < layer.channels
        if not is_kept:
            self._layer = self._channel = 0
        return is_kept

    def _take_prediction(self, prediction: Prediction | None) -> None:
        self.prediction = prediction
        self._baseline = None
        if self._is_showing:
            self.predicted.emit()

    def _take_state(self, state: State) -> None:
        learning = _is_learning(state)
        if learning != self.is_learning:
            self.is_learning = learning
            self._review()
            self.learning_changed.emit()


def _is_learning(state: State) -> bool:
    return state in (State.RUNNING, State.STOPPING)


def _as_mapping(filters: frozenset[Filter]) -> Muting:
    mapping: defaultdict[str, set[int]] = defaultdict(set)
    for filter in filters:
        mapping[filter.layer].add(filter.channel)
    return mapping
