"""The filters of the network that reads the pad: which is chosen, and which are muted."""

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
from digitpad.reading.state import ReadingState
from digitpad.training.trainer import State, Trainer


@dataclass(frozen=True)
class Filter:
    """One filter: its convolution's name (``cnn.explain.filter_layers``), and which, from 0."""

    layer: str
    channel: int


class FiltersModel(QObject):
    """The filters of a network: their statistics, the chosen one, and the muted ones.

    While filters are muted (off), a copy of the network without them should read the pad:
    ``network_override_requested`` provides it. Any other network that reads the pad ends the
    muting. While a training is running, no filter is muted and the test set is not read.

    Attributes:
        survey: statistics on the test set.
        maximisation: the chosen filter's ideal input.
        is_learning: whether a training is running, so that the weights change all the time.
        prediction: the answer for the pad, without the muted filters; None for an empty pad.

    Signals (the first two are not emitted while the page is hidden; all are when it is shown):
        network_changed: other filters, or the same with other weights.
        prediction_changed: another ``prediction``.
        chosen_changed: another filter is chosen.
        muted_changed: other filters are muted.
        learning_changed: ``is_learning`` has changed.
        network_override_requested(Network): should read the pad from now on.
    """

    network_changed = Signal()
    prediction_changed = Signal()
    chosen_changed = Signal()
    muted_changed = Signal()
    learning_changed = Signal()
    network_override_requested = Signal(cnn.Network)

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
        self._is_visible = False
        self._baseline: Prediction | None = None
        self.survey = FilterSurvey(self._network, load_test, self)
        self.maximisation = FilterMaximisation(self)
        self.maximisation.look_at(self._network, self.layer, self._channel)
        self.is_learning = _is_learning(trainer.state)
        self.prediction = recognition.state.prediction
        recognition.network_changed.connect(self._take_network)
        recognition.changed.connect(self._take_reading)
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
        """The chosen filter's convolution; None if there is none."""
        return self._layers[self._layer] if self._layers else None

    @property
    def chosen(self) -> Filter | None:
        """The chosen filter; None if there is none."""
        return None if self.layer is None else Filter(self.layer.name, self._channel)

    @property
    def muted(self) -> frozenset[Filter]:
        """The muted filters of all convolutions."""
        return self._muted

    @property
    def statistics(self) -> FilterStatistics | None:
        """The chosen filter's statistics on the test set so far."""
        statistics = self.survey.statistics
        if self.chosen is None or statistics is None:
            return None
        return statistics.layers[self.chosen.layer].of(self.chosen.channel)

    @property
    def baseline(self) -> Prediction | None:
        """The answer for the pad with all filters."""
        if not self._muted or self.prediction is None:
            return self.prediction
        if self._baseline is None:
            self._baseline = recognise_input(self._network, self.prediction.input)
        return self._baseline

    @property
    def shown(self) -> Prediction | None:
        """The prediction in which the chosen filter takes part: with all filters if it is muted."""
        return self.baseline if self.chosen in self._muted else self.prediction

    def choose_layer(self, index: int) -> None:
        """Choose the first filter of another convolution; ``index`` counts from 0."""
        if index != self._layer and 0 <= index < len(self._layers):
            self._layer, self._channel = index, 0
            self._tell_choice()

    def choose(self, channel: int) -> None:
        """Choose another filter of the same convolution."""
        layer = self.layer
        if layer is not None and channel != self._channel and 0 <= channel < layer.channels:
            self._channel = channel
            self._tell_choice()

    def look_at(self, filter: Filter) -> None:
        """Choose this filter, if the network has it."""
        names = [layer.name for layer in self._layers]
        if filter.layer in names:
            self.choose_layer(names.index(filter.layer))
            self.choose(filter.channel)

    def set_muted(self, filter: Filter, muted: bool) -> None:
        """Turn a filter off or on; ignored while a training is running."""
        after = self._muted | {filter} if muted else self._muted - {filter}
        if after != self._muted and not self.is_learning:
            self._mute(after)

    def unmute_all(self) -> None:
        """Turn all filters on."""
        if self._muted:
            self._mute(frozenset())

    def set_visible(self, visible: bool) -> None:
        """Work while the page is visible."""
        if visible == self._is_visible:
            return
        self._is_visible = visible
        self._update_work()
        if visible:
            self.network_changed.emit()
            self.chosen_changed.emit()
            self.muted_changed.emit()
            self.learning_changed.emit()
            self.prediction_changed.emit()

    def shut_down(self) -> None:
        """Stop all work, and wait for the threads."""
        self._is_visible = False
        self.maximisation.shut_down()
        self.survey.shut_down()

    def _update_work(self) -> None:
        works = self._is_visible and not self.is_learning
        self.survey.set_visible(works)
        self.maximisation.set_visible(works)

    def _tell_choice(self) -> None:
        self.chosen_changed.emit()
        self.maximisation.look_at(self._network, self.layer, self._channel)

    def _mute(self, filters: frozenset[Filter]) -> None:
        self._muted = filters
        muting = _as_mapping(filters)
        self._offered = muted(self._network, muting) if filters else self._network
        self.survey.mute(muting)
        self.muted_changed.emit()
        self.network_override_requested.emit(self._offered)

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
        self.survey.look_at(network)  # first of all, drop what was found about the old network
        self.maximisation.look_at(network, self.layer, self._channel)
        if not is_kept:
            self.chosen_changed.emit()
        if self._is_visible:
            self.network_changed.emit()

    def _keep_choice(self) -> bool:
        """Whether the filter in the same place can stay chosen; else choose the first."""
        layer = self.layer if self._layer < len(self._layers) else None
        is_kept = layer is not None and self._channel < layer.channels
        if not is_kept:
            self._layer = self._channel = 0
        return is_kept

    def _take_reading(self, state: ReadingState) -> None:
        self.prediction = state.prediction
        self._baseline = None
        if self._is_visible:
            self.prediction_changed.emit()

    def _take_state(self, state: State) -> None:
        learning = _is_learning(state)
        if learning != self.is_learning:
            self.is_learning = learning
            self._update_work()
            self.learning_changed.emit()


def _is_learning(state: State) -> bool:
    return state in (State.RUNNING, State.STOPPING)


def _as_mapping(filters: frozenset[Filter]) -> Muting:
    mapping: defaultdict[str, set[int]] = defaultdict(set)
    for filter in filters:
        mapping[filter.layer].add(filter.channel)
    return mapping
