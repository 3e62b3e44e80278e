"""A training that was stopped and continued is bit-identical to one that was not."""

from __future__ import annotations

import itertools
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from cnn import (
    BadFile,
    ChangeRate,
    Dataset,
    EpochDone,
    Network,
    Training,
    TrainingSettings,
    load_training,
    save_training,
)
from cnn.layers import Config
from cnn.optimisers import OPTIMISERS
from cnn.storage.architecture import describe
from cnn.storage.arrays import write_archive

LAYERS: list[Config] = [
    {"kind": "conv", "out_channels": 3, "kernel_size": 3},
    {"kind": "relu"},
    {"kind": "maxpool", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.4},
    {"kind": "dense", "out_features": 4},
]
NORMED: list[Config] = [LAYERS[0], {"kind": "batchnorm"}, *LAYERS[1:]]


def data(count: int = 100) -> Dataset:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, count)
    images = rng.integers(0, 60, (count, 8, 8), dtype=np.uint8)
    images[np.arange(count), labels * 2] += 150
    return Dataset(images, labels)


def fresh(settings: TrainingSettings, layers: list[Config] = LAYERS, workers: int = 1) -> Training:
    network = Network(layers, np.random.default_rng(1), (1, 8, 8))
    return Training(network, data(), data(30), settings, workers)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("events_before", [1, 4, 5, 11])
def test_at_any_event_with_every_optimiser(
    tmp_path: Path, optimiser: str, events_before: int
) -> None:
    """Within an epoch, after its last minibatch, after its end; dropout continues as well."""
    settings = TrainingSettings(
        epochs=3, batch_size=30, learning_rate=0.01, optimiser=optimiser, seed=3
    )
    whole = fresh(settings)
    expected = list(whole.events())
    stopped = fresh(settings)
    events = stopped.events()
    first = list(itertools.islice(events, events_before))
    save_training(stopped, tmp_path / "training.npz")
    events.close()
    resumed = load_training(tmp_path / "training.npz", data(), data(30), workers=1)
    second = list(resumed.events())
    np.testing.assert_array_equal(resumed.network.values, whole.network.values)
    losses = [e.training_loss for e in [*first, *second] if isinstance(e, EpochDone)]
    assert losses == [e.training_loss for e in expected if isinstance(e, EpochDone)]
    assert len(first) + len(second) == len(expected)


def test_batch_statistics_and_a_changed_rate_go_along(tmp_path: Path) -> None:
    settings = TrainingSettings(epochs=2, batch_size=30, learning_rate=0.01)
    ends = []
    for stop in (False, True):
        training = fresh(settings, NORMED)
        events = training.events()
        next(events)
        training.position.rate_factor = 0.5
        if stop:
            save_training(training, tmp_path / "t.npz")
            events.close()
            training = load_training(tmp_path / "t.npz", data(), data(30), workers=1)
            events = training.events()
        list(events)
        ends.append({name: value.tobytes() for name, value in training.network.state().items()})
    assert "batchnorm1.variance" in ends[0]
    assert ends[0] == ends[1]


def test_a_rate_changed_by_one_of_numpys_numbers_can_be_saved(tmp_path: Path) -> None:
    training = fresh(TrainingSettings(epochs=2))
    done = EpochDone(1, 2, 1.0, 1.0, 0.5, 0.1)
    ChangeRate(lambda epoch: np.float32(0.5)).on_epoch(done, training)
    save_training(training, tmp_path / "t.npz")
    resumed = load_training(tmp_path / "t.npz", data(), None, workers=1)
    assert resumed.position.rate_factor == 0.5


def test_dropout_is_the_same_in_one_process_and_in_two() -> None:
    ends = []
    for workers in (1, 2):
        training = fresh(TrainingSettings(epochs=1, batch_size=50), workers=workers)
        list(training.events())
        ends.append(training.network.values.tobytes())
    assert ends[0] == ends[1]


def test_other_data_is_refused(tmp_path: Path) -> None:
    training = fresh(TrainingSettings())
    save_training(training, tmp_path / "t.npz")
    with pytest.raises(BadFile, match="trained on 100 images, not on 99"):
        load_training(tmp_path / "t.npz", data(99), None)


def test_other_data_of_the_same_size_is_refused(tmp_path: Path) -> None:
    save_training(fresh(TrainingSettings()), tmp_path / "t.npz")
    known = data()
    images, labels = known.images.copy(), known.labels.copy()
    images[17, 3, 4] ^= 1
    labels[5] = (labels[5] + 1) % 10
    for other in (Dataset(images, known.labels), Dataset(known.images, labels)):
        with pytest.raises(BadFile, match="other images or labels"):
            load_training(tmp_path / "t.npz", other, None)


def test_a_network_is_no_training(tmp_path: Path) -> None:
    from cnn import save_network

    save_network(fresh(TrainingSettings()).network, tmp_path / "net.npz")
    with pytest.raises(BadFile, match="holds no training"):
        load_training(tmp_path / "net.npz", data(), None)


def tampered(tmp_path: Path, **changes: object) -> Path:
    """A training in its second epoch, as a file with a modified position."""
    training = fresh(TrainingSettings(epochs=2, batch_size=30, optimiser="adam"))
    with closing(training.events()) as events:
        for _ in range(7):  # four minibatches, the epoch's end, two more
            next(events)
        numbers, arrays = training.state()
    numbers["position"] |= changes
    numbers["steps"] = -1  # older files have it
    path = tmp_path / "t.npz"
    write_archive(path, "training", {"network": describe(training.network), **numbers}, arrays)
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": 0},
        {"epoch": 3},
        {"epoch": 3, "batch": 1, "images_done": 230},
        {"batch": 0},
        {"batch": 5, "images_done": 200},
        {"batch": True},
        {"images_done": 10**30},
        {"seconds": -1.0},
        {"rate_factor": "1"},
    ],
)
def test_a_place_where_no_training_can_be_is_refused(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(BadFile, match="it cannot be at"):
        load_training(tampered(tmp_path, **changes), data(), None, workers=1)


def test_the_optimiser_has_made_as_many_steps_as_there_were_minibatches(tmp_path: Path) -> None:
    """Adam divides by powers that follow from them: a file's own number could be 0 or NaN."""
    resumed = load_training(tampered(tmp_path), data(), None, workers=1)
    assert resumed.optimiser.steps == 6
