"""The filters: chosen, muted, with statistics and an ideal input; and only while they are
visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

import cnn
from cnn.explain.muting import muted
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.filters import maximisation
from digitpad.pages.filters.model import Filter, FiltersModel
from digitpad.training.run import Run
from digitpad.training.trainer import State, Trainer
from tests.digitpad.few_digits import few_digits

Wait = Callable[[Callable[[], object]], None]
LONG = cnn.TrainingSettings(epochs=1000, batch_size=16)
SEVEN = Drawing((Stroke(((60, 60), (200, 60), (120, 230)), 24.0),))
ONE_MORE = Drawing((Stroke(((70, 140), (190, 140)), 24.0),))
ONE, TWO = Filter("conv1", 2), Filter("conv2", 5)


@dataclass(frozen=True, eq=False)
class Bench:
    """The models, connected as in the program."""

    pad: Pad
    recognition: Recognition
    trainer: Trainer
    filters: FiltersModel
    loaded: list[bool]


@pytest.fixture
def bench(
    qt: object,
    network: cnn.Network,
    data: cnn.Mnist,
    must_end: Callable[[Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bench]:
    monkeypatch.setattr(maximisation, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(maximisation, "START_AFTER_MS", 0)
    loaded: list[bool] = []

    def load() -> cnn.Dataset:
        loaded.append(True)
        images = np.concatenate([data.training.images] * 2)
        return cnn.Dataset(images, np.concatenate([data.training.labels] * 2))

    pad = Pad()
    recognition = Recognition(pad, network)
    trainer = Trainer(few_digits)
    filters = FiltersModel(recognition, trainer, load)
    filters.network_override_requested.connect(recognition.set_network)
    trainer.network_changed.connect(recognition.set_network)
    pad.show_drawing(SEVEN)
    yield Bench(pad, recognition, trainer, filters, loaded)
    must_end(filters.shut_down)
    must_end(trainer.shut_down)
    for made in (filters, trainer, recognition, pad):
        made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def studied(bench: Bench) -> bool:
    survey = bench.filters.survey
    return survey.statistics is not None and survey.statistics.is_complete and not survey.is_busy


def test_nothing_is_computed_while_hidden(bench: Bench, wait_until: Wait) -> None:
    told: list[str] = []
    bench.filters.prediction_changed.connect(lambda: told.append("predicted"))
    bench.filters.network_changed.connect(lambda: told.append("network"))
    wait_until(lambda: bench.recognition.state.prediction)
    bench.recognition.set_network(bench.recognition.network.copy())
    wait_until(lambda: bench.filters.network is bench.recognition.network)
    assert not bench.filters.survey.is_busy
    assert not bench.filters.maximisation.is_busy
    assert not bench.loaded
    assert not told
    bench.filters.set_visible(True)
    assert bench.filters.survey.is_busy
    assert set(told) == {"predicted", "network"}


def test_networks_are_not_signalled_while_the_page_is_hidden(bench: Bench) -> None:
    told: list[bool] = []
    bench.filters.survey.changed.connect(lambda: told.append(True))
    bench.recognition.set_network(cnn.preset("lenet", np.random.default_rng(1)))
    assert not told
    bench.filters.set_visible(True)
    assert told


def test_one_study_serves_all_filters(bench: Bench, wait_until: Wait) -> None:
    bench.filters.set_visible(True)
    wait_until(lambda: studied(bench))
    first = bench.filters.statistics
    bench.filters.choose_layer(1)
    bench.filters.choose(3)
    second = bench.filters.statistics
    assert first is not None
    assert second is not None
    assert first.maximum != second.maximum
    assert bench.filters.chosen == Filter("conv2", 3)
    assert not bench.filters.survey.is_busy
    assert len(bench.loaded) == 1
    bench.filters.set_visible(False)
    bench.filters.set_visible(True)
    assert not bench.filters.survey.is_busy  # what was finished is kept


def test_going_away_stops_the_work_and_coming_back_does_it(bench: Bench, wait_until: Wait) -> None:
    bench.filters.set_visible(True)
    bench.filters.set_visible(False)
    assert not bench.filters.survey.is_busy
    assert not bench.filters.maximisation.is_busy
    bench.filters.set_visible(True)
    wait_until(lambda: studied(bench) and bench.filters.maximisation.attempt)


def test_muting_reads_the_pad_and_the_test_set_without_the_filters(
    bench: Bench, wait_until: Wait, network: cnn.Network, data: cnn.Mnist
) -> None:
    filters = bench.filters
    filters.set_visible(True)
    wait_until(lambda: studied(bench))
    before = filters.prediction
    filters.set_muted(ONE, True)
    filters.set_muted(TWO, True)
    silent = muted(network, {"conv1": [2], "conv2": [5]})
    np.testing.assert_array_equal(bench.recognition.network.values, silent.values)
    wait_until(lambda: filters.survey.count and filters.survey.count.is_complete)
    assert filters.survey.count is not None
    assert filters.survey.count.accuracy == cnn.evaluate(silent, data.training).accuracy
    assert filters.survey.statistics is not None
    assert filters.survey.statistics.accuracy == cnn.evaluate(network, data.training).accuracy
    assert before is not None
    assert filters.prediction is not None
    assert filters.baseline is not None
    assert not filters.prediction.trace["relu1"][2].any()
    np.testing.assert_array_equal(filters.baseline.outputs, before.outputs)
    assert (filters.prediction.outputs != before.outputs).any()
    muted_before = filters.prediction
    bench.pad.show_drawing(Drawing(SEVEN.strokes + ONE_MORE.strokes))
    wait_until(lambda: filters.prediction is not muted_before)
    assert (filters.baseline.outputs != before.outputs).any()


def test_hearing_all_again_is_the_network_that_was(bench: Bench, network: cnn.Network) -> None:
    bench.filters.set_muted(ONE, True)
    assert bench.recognition.network is not network
    bench.filters.set_muted(ONE, False)
    assert bench.recognition.network is network
    bench.filters.set_muted(ONE, True)
    bench.filters.unmute_all()
    assert bench.recognition.network is network
    assert not bench.filters.muted


def test_what_was_counted_once_is_known(bench: Bench, wait_until: Wait) -> None:
    survey = bench.filters.survey
    bench.filters.set_visible(True)
    bench.filters.set_muted(ONE, True)
    wait_until(lambda: survey.count and survey.count.is_complete)
    known = survey.count
    bench.filters.set_muted(ONE, False)
    assert survey.count is None
    bench.filters.set_muted(ONE, True)
    assert survey.count is known
    assert not survey.is_busy


def test_another_network_ends_the_muting(bench: Bench, wait_until: Wait) -> None:
    bench.filters.set_visible(True)
    wait_until(lambda: studied(bench))
    bench.filters.choose_layer(1)
    bench.filters.choose(9)
    bench.filters.set_muted(ONE, True)
    other = cnn.preset("lenet", np.random.default_rng(7))
    bench.recognition.set_network(other)
    assert not bench.filters.muted
    assert bench.filters.network is other
    assert bench.filters.survey.statistics is None
    assert bench.filters.chosen == Filter("conv2", 9)
    wait_until(lambda: studied(bench))
    assert bench.recognition.network is other
    bench.recognition.set_network(cnn.preset("wide9", np.random.default_rng(7)))
    assert bench.filters.chosen == Filter("conv1", 0)
    bench.recognition.set_network(cnn.preset("rows", np.random.default_rng(7)))
    assert bench.filters.chosen is None
    assert bench.filters.statistics is None


def test_the_same_network_again_keeps_what_is_known(
    bench: Bench, wait_until: Wait, network: cnn.Network
) -> None:
    bench.filters.set_visible(True)
    wait_until(lambda: studied(bench))
    bench.filters.set_muted(ONE, True)
    bench.recognition.set_network(network)
    assert not bench.filters.muted
    assert studied(bench)


def test_during_a_training_the_test_set_is_not_read(bench: Bench, wait_until: Wait) -> None:
    filters = bench.filters
    filters.set_visible(True)
    wait_until(lambda: studied(bench))
    filters.set_muted(ONE, True)
    states: list[bool] = []
    filters.learning_changed.connect(lambda: states.append(filters.is_learning))
    bench.trainer.start(Run(bench.recognition.network, LONG))
    assert states == [True]
    assert not filters.survey.is_busy
    wait_until(lambda: not filters.muted)
    filters.set_muted(TWO, True)
    assert not filters.muted
    assert filters.survey.statistics is None
    assert not filters.maximisation.is_busy
    bench.trainer.pause()
    wait_until(lambda: bench.trainer.state is State.PAUSED and studied(bench))
    assert states == [True, False]


def test_cancelling_keeps_the_results_so_far_and_resuming_finishes(
    bench: Bench, wait_until: Wait
) -> None:
    survey = bench.filters.survey
    bench.filters.set_visible(True)
    wait_until(lambda: survey.statistics)
    survey.cancel()
    seen = survey.statistics
    assert survey.is_cancelled
    assert not survey.is_busy
    bench.filters.choose_layer(1)
    assert survey.statistics is seen
    survey.resume()
    assert not survey.is_cancelled
    wait_until(lambda: studied(bench))


def test_a_test_set_that_cannot_be_read_is_reported(bench: Bench, wait_until: Wait) -> None:
    bad = bench.recognition.network.copy()
    bad.values[:] = np.nan
    bench.recognition.set_network(bad)
    bench.filters.set_visible(True)
    wait_until(lambda: bench.filters.survey.problem)
    assert "not a finite number" in bench.filters.survey.problem
    assert not bench.filters.survey.is_busy


def test_the_ideal_input_is_of_the_chosen_filter_and_can_start_again(
    bench: Bench, wait_until: Wait
) -> None:
    filters = bench.filters
    filters.set_visible(True)
    wait_until(lambda: filters.maximisation.attempt and not filters.maximisation.is_busy)
    first = filters.maximisation.attempt
    assert first is not None
    assert first.picture.shape == (1, 5, 5)
    filters.maximisation.again()
    wait_until(
        lambda: filters.maximisation.attempt is not first and not filters.maximisation.is_busy
    )
    second = filters.maximisation.attempt
    assert second is not None
    assert (second.picture != first.picture).any()
    assert second.value == pytest.approx(first.value, rel=0.2)
    filters.choose_layer(1)
    assert filters.maximisation.attempt is None
    wait_until(lambda: filters.maximisation.attempt)
    assert filters.maximisation.attempt is not None
    assert filters.maximisation.attempt.picture.shape == (1, 14, 14)


def test_an_interrupted_ideal_input_starts_again(
    bench: Bench, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maximisation, "PAUSE_SECONDS", 0.005)
    filters = bench.filters
    filters.set_visible(True)
    wait_until(lambda: filters.maximisation.attempt)
    filters.set_visible(False)
    assert not filters.maximisation.is_busy
    filters.set_visible(True)
    assert filters.maximisation.is_busy
    wait_until(lambda: not filters.maximisation.is_busy)
    dreamt = filters.maximisation.attempt
    filters.set_visible(False)
    filters.set_visible(True)
    assert not filters.maximisation.is_busy  # what was finished is kept
    assert filters.maximisation.attempt is dreamt


def test_a_choice_out_of_range_is_none(bench: Bench) -> None:
    bench.filters.choose(6)
    bench.filters.choose(-1)
    bench.filters.choose_layer(2)
    assert bench.filters.chosen == Filter("conv1", 0)
