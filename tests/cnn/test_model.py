from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn import (
    AvgPool,
    BadFile,
    Callback,
    ChangeRate,
    Conv,
    Dense,
    EarlyStopping,
    EpochDone,
    Flatten,
    Model,
    ReLU,
    SaveBest,
    Sigmoid,
    Softmax,
    Training,
    TrainingSettings,
    load_mnist,
)


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    mnist = load_mnist()
    return mnist.training.images[:1500], mnist.training.labels[:1500]


def third_article() -> Model:
    model = Model((1, 28, 28), seed=1, name="MNIST_cnn")
    model.add(Conv(20, 9), ReLU(), AvgPool(2))
    model.add(Flatten(), Dense(100), ReLU(), Dense(10))
    return model


def test_shapes_are_inferred_and_checked_while_building() -> None:
    model = Model((1, 28, 28)).add(Conv(20, 9))
    assert model.output_shape == (20, 20, 20)
    with pytest.raises(ValueError, match=r"dense1: .*flatten first.*after conv1.*\(20, 20, 20\)"):
        model.add(Dense(10))
    assert model.add(AvgPool(2)).output_shape == (20, 10, 10)


def test_the_summary_counts_what_is_learned() -> None:
    lines = third_article().summary().splitlines()
    assert lines[0] == "MNIST_cnn"
    cells = [line.split("  ") for line in lines]
    assert any(c[0].strip() == "conv1" and c[-1].strip() == "1,640" for c in cells)
    assert any(c[0].strip() == "dense1" and c[-1].strip() == "200,100" for c in cells)
    assert "20 × 20 × 20" in lines[5]
    assert lines[-1].split()[-1] == f"{1640 + 200100 + 1010:,}"


def test_fit_evaluate_predict(digits: tuple[np.ndarray, np.ndarray]) -> None:
    model = third_article()
    history = model.fit(*digits, epochs=3, learning_rate=0.02, validation_split=0.2)
    assert len(history.training_loss) == len(history.validation_accuracy) == 3
    assert history.validation_accuracy[-1] > 0.8
    assert history.training_loss[-1] < history.training_loss[0]
    kept = model.evaluate(digits[0][1200:], digits[1][1200:])
    assert kept.accuracy == history.validation_accuracy[-1]
    probabilities = model.predict(digits[0][:7])
    assert probabilities.shape == (7, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_floats_and_one_hot_labels_are_the_same_thing(
    digits: tuple[np.ndarray, np.ndarray],
) -> None:
    images, labels = digits[0][:200], digits[1][:200]
    a, b = third_article(), third_article()
    a.fit(images, labels)
    b.fit(images.astype(np.float32)[:, None] / 255, np.eye(10)[labels])
    np.testing.assert_allclose(a.network.values, b.network.values, rtol=1e-3, atol=1e-5)


def test_the_validation_data_wins_over_the_split(digits: tuple[np.ndarray, np.ndarray]) -> None:
    images, labels = digits
    model = third_article()
    kept = (images[300:], labels[300:])
    history = model.fit(images[:300], labels[:300], validation_split=0.5, validation_data=kept)
    result = model.evaluate(*kept)
    assert history.validation_loss == [result.loss]
    unsplit = third_article()
    unsplit.fit(images[:300], labels[:300], validation_data=kept)
    np.testing.assert_array_equal(model.network.values, unsplit.network.values)


def test_without_validation_there_is_no_number(digits: tuple[np.ndarray, np.ndarray]) -> None:
    history = third_article().fit(digits[0][:100], digits[1][:100])
    assert math.isnan(history.validation_loss[0])


@pytest.mark.parametrize(
    ("last", "loss"),
    [
        ([Softmax()], "cross_entropy"),
        ([Softmax()], "binary_cross_entropy"),
        ([Sigmoid()], "binary_cross_entropy"),
        ([], "mean_squared_error"),
    ],
)
def test_other_losses_learn_too(
    digits: tuple[np.ndarray, np.ndarray], last: list, loss: str
) -> None:
    model = Model().add(Flatten(), Dense(10, "xavier_uniform"), *last)
    model.fit(*digits, epochs=4, optimiser="adam", learning_rate=0.01, loss=loss)
    assert model.evaluate(*digits).accuracy > 0.85
    if last:
        probabilities = model.predict(digits[0][:5])
        assert ((probabilities >= 0) & (probabilities <= 1)).all()
        traced = model.network.trace(digits[0][0].astype(np.float32)[None] / 255)
        np.testing.assert_allclose(traced["softmax"], probabilities[0], rtol=1e-4)


def test_callbacks_change_stop_and_save(
    digits: tuple[np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    images, labels = digits[0][:300], digits[1][:300]
    frozen = third_article()
    frozen.fit(images, labels, epochs=2, callbacks=[ChangeRate(lambda epoch: 1e-12)])
    once = third_article()
    once.fit(images, labels, epochs=2, callbacks=[EarlyStopping(patience=1)])
    saved = tmp_path / "best.npz"
    model = third_article()
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 10, 300)
    history = model.fit(
        images,
        noise,
        epochs=30,
        batch_size=20,
        learning_rate=0.05,
        validation_data=(images, rng.integers(0, 10, 300)),
        callbacks=[EarlyStopping(patience=2), SaveBest(saved)],
    )
    assert len(history.training_loss) < 30
    best = int(np.argmin(history.validation_loss))
    assert len(history.training_loss) == best + 3
    np.testing.assert_array_equal(Model.load(saved).network.values, model.network.values)


def test_a_changed_rate_is_used(digits: tuple[np.ndarray, np.ndarray]) -> None:
    images, labels = digits[0][:300], digits[1][:300]
    one, two = third_article(), third_article()
    one.fit(images, labels, epochs=1, schedule="constant")
    two.fit(
        images, labels, epochs=2, schedule="constant", callbacks=[ChangeRate(lambda epoch: 1e-12)]
    )
    np.testing.assert_allclose(one.network.values, two.network.values, atol=1e-5)


@pytest.mark.parametrize("name", ["model.npz", "model.h5"])
def test_architecture_and_weights_are_saved(
    tmp_path: Path, name: str, digits: tuple[np.ndarray, np.ndarray]
) -> None:
    model = third_article()
    model.save(tmp_path / name)
    back = Model.load(tmp_path / name)
    assert back.summary() == model.summary()
    np.testing.assert_array_equal(back.predict(digits[0][:5]), model.predict(digits[0][:5]))
    back.fit(digits[0][:64], digits[1][:64])


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x89HDF\r\n\x1a\n" + b"\0" * 500])
def test_what_is_no_hdf5_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "net.h5").write_bytes(content)
    with pytest.raises(BadFile, match=r"net\.h5: not a network file, or damaged"):
        Model.load(tmp_path / "net.h5")


@pytest.mark.slow
def test_damaged_hdf5_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "net.h5"
    third_article().save(path)
    content = path.read_bytes()
    rng = np.random.default_rng(0)
    for place in [*rng.integers(0, 4000, 10), *rng.integers(0, len(content), 2)]:
        damaged = bytearray(content)
        damaged[place] ^= 0x41
        path.write_bytes(damaged)
        try:
            Model.load(path)
        except BadFile:
            continue


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"validation_split": 1.0}, "validation split"),
        ({"epochs": 0}, "epochs must be between"),
        ({"loss": "hinge"}, "loss must be one of"),
    ],
)
def test_fit_says_what_does_not_fit(arguments: dict, words: str) -> None:
    images, labels = np.zeros((4, 28, 28), np.uint8), np.zeros(4, np.int64)
    with pytest.raises(ValueError, match=words):
        third_article().fit(images, labels, **arguments)


def test_labels_that_are_no_labels() -> None:
    images = np.zeros((2, 28, 28), np.uint8)
    for labels, words in [
        (np.array([0, 10]), "a label is 10"),
        (np.array([[1, 1], [0, 1]]), "single 1 in every row"),
        (np.array([0.5, 1]), "whole numbers"),
    ]:
        with pytest.raises(ValueError, match=words):
            third_article().fit(images, labels)


def test_cnn_works_without_qt() -> None:
    code = """if True:
        import sys
        for name in ("PySide6", "pyqtgraph", "PIL"):
            sys.modules[name] = None
        import cnn
        print(cnn.evaluate(cnn.bundled_network(), cnn.load_mnist_test()[:500]).accuracy)
    """
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(result.stdout) > 0.97


def test_hdf5_that_points_outside_itself_is_refused(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path, secret = tmp_path / "net.h5", tmp_path / "secret"
    third_article().save(path)
    secret.write_bytes(b"\0" * 80)
    with h5py.File(path, "a") as file:
        del file["conv1/bias"]
        outside = [(str(secret), 0, 80)]
        file.create_dataset("conv1/bias", (20,), np.float32, external=outside)
    with pytest.raises(BadFile, match=r"conv1\.bias is missing"):
        Model.load(path)


@pytest.mark.parametrize("kind", ["soft", "external", "group"])
def test_hdf5_whose_links_lead_elsewhere_is_refused(tmp_path: Path, kind: str) -> None:
    h5py = pytest.importorskip("h5py")
    path, other = tmp_path / "net.h5", tmp_path / "other.h5"
    third_article().save(path)
    third_article().save(other)
    with h5py.File(path, "a") as file:
        if kind == "group":
            file.move("conv1", "elsewhere")
            file["conv1"] = h5py.SoftLink("/elsewhere")
        else:
            file.move("conv1/bias", "conv1/elsewhere")
            soft = h5py.SoftLink("/conv1/elsewhere")
            outside = h5py.ExternalLink(str(other), "conv1/bias")
            file["conv1/bias"] = soft if kind == "soft" else outside
    with pytest.raises(BadFile, match=r"is missing, or not float32"):
        Model.load(path)


CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of this kind")
@pytest.mark.parametrize(
    "name",
    [pytest.param("h5-hang.h5", marks=pytest.mark.slow), "h5-segfault.h5", "h5-memory.h5"],
)
def test_hostile_hdf5_gets_a_sentence_within_its_memory(name: str) -> None:
    code = """if True:
        import resource, sys, cnn
        try:
            cnn.load_network(sys.argv[1])
        except cnn.BadFile as error:
            print(error)
        kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        assert kilobytes < 500_000, kilobytes
    """
    command = [sys.executable, "-c", code, str(CASES / name)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.startswith(f"{CASES / name}: not a network")
    assert result.stdout.count("\n") == 1


def test_a_header_without_its_bracket_gets_a_sentence() -> None:
    with pytest.raises(BadFile, match="not a network file, or damaged") as caught:
        Model.load(CASES / "tokenerror.npz")
    assert "\n" not in str(caught.value)


def test_layers_are_not_added_to_what_has_learned(
    tmp_path: Path, digits: tuple[np.ndarray, np.ndarray]
) -> None:
    model = third_article()
    model.save(tmp_path / "m.npz")
    loaded = Model.load(tmp_path / "m.npz")
    model.fit(digits[0][:50], digits[1][:50])
    for trained in (model, loaded):
        with pytest.raises(ValueError, match="add layers before training"):
            trained.add(ReLU())


def test_an_error_in_a_callback_ends_the_training_at_once(
    digits: tuple[np.ndarray, np.ndarray],
) -> None:
    class Broken(Callback):
        def on_epoch(self, event: EpochDone, training: Training) -> bool:
            raise OSError("no space left")

    model = third_article()
    with pytest.raises(OSError, match="no space"):
        model.fit(digits[0][:100], digits[1][:100], callbacks=[Broken()])
    assert not isinstance(model.network.values.base, np.memmap)


def test_the_best_is_saved_and_nothing_worse(tmp_path: Path) -> None:
    path = tmp_path / "best.npz"
    model = third_article()
    training = Training(model.network, load_mnist().validation[:50], None, TrainingSettings())
    callback, stopping = SaveBest(path), EarlyStopping(patience=1)
    for epoch, loss in [(1, 0.5), (2, 0.3), (3, 0.4)]:
        model.network.values[:] = epoch
        event = EpochDone(epoch, 9, 9.0, loss, 0.5, 1.0)
        callback.on_epoch(event, training)
        wants_more = stopping.on_epoch(event, training)
    assert not wants_more
    assert set(Model.load(path).network.values) == {2}
    assert set(model.network.values) == {2}
    assert not EarlyStopping(1).on_epoch(EpochDone(1, 9, 9.0, math.inf, 0.1, 1.0), training)


def test_an_answer_that_is_no_number_is_wrong() -> None:
    model = third_article()
    model.network.values[:] = np.nan
    test = load_mnist().test[:100]
    with np.errstate(all="ignore"):
        assert model.evaluate(test.images, test.labels).accuracy == 0


@pytest.mark.parametrize("patience", [0, -1, 1.5, "long"])
def test_patience_is_a_number_of_epochs(patience: Any) -> None:
    with pytest.raises(ValueError, match="patience must be a whole number from 1"):
        EarlyStopping(patience)


def test_the_best_of_a_second_training_is_saved_though_the_first_was_better(
    tmp_path: Path, digits: tuple[np.ndarray, np.ndarray]
) -> None:
    path = tmp_path / "best.npz"
    model, callback = third_article(), SaveBest(path)
    images, labels = digits[0][:200], digits[1][:200]
    model.fit(images, labels, epochs=3, callbacks=[callback])
    first = path.read_bytes()
    wrong = (labels + 1) % 10
    model.fit(images, wrong, epochs=1, learning_rate=1e-5, callbacks=[callback])
    assert path.read_bytes() != first
