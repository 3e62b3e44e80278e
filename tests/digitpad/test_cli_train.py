from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import cnn
from digitpad.cli import main


@pytest.fixture
def little_data(monkeypatch: pytest.MonkeyPatch) -> None:
    test = cnn.load_mnist_test()
    parts = cnn.Mnist(test[:3000], test[3000:4000], test[4000:5000])
    monkeypatch.setattr("cnn.load_mnist", lambda: parts)


@pytest.mark.usefixtures("little_data")
def test_training_answers_with_accuracy_seconds_and_speed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out_file = tmp_path / "net.npz"
    settings = ["--epochs", "2", "--batch-size", "32", "--learning-rate", "0.1", "--seed", "3"]
    assert main(["train", "--preset", "lenet", *settings, "--out", str(out_file)]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert out.count("\n") == 1
    assert answer["test_accuracy"] > 0.8
    assert answer["images_per_second"] * answer["seconds"] == pytest.approx(6000)
    assert err.count("epoch 1/2") == err.count("epoch 2/2") == 1
    network = cnn.load_network(out_file)
    result = cnn.evaluate(network, cnn.load_mnist().test)
    assert result.accuracy == pytest.approx(answer["test_accuracy"])
    assert list(tmp_path.iterdir()) == [out_file]


@pytest.mark.usefixtures("little_data")
def test_the_seed_decides_everything(tmp_path: Path) -> None:
    def trained(name: str, seed: str) -> bytes:
        main(["train", "--epochs", "1", "--seed", seed, "--out", str(tmp_path / name)])
        return cnn.load_network(tmp_path / name).values.tobytes()

    assert trained("a", "1") == trained("b", "1") != trained("c", "2")


@pytest.mark.usefixtures("little_data")
def test_a_training_that_diverges_says_so_and_saves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverging(*_: object) -> Iterator[cnn.Event]:
        yield cnn.BatchDone(1, 1, 1, 9, 1e30, 64, 576, 0.1)
        yield cnn.Diverged(1, 2)

    monkeypatch.setattr("cnn.train", diverging)
    out_file = tmp_path / "net.npz"
    assert main(["train", "--out", str(out_file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "smaller --learning-rate" in err
    assert not out_file.exists()


@pytest.mark.parametrize("out", ["", "none/net.npz"])
def test_a_place_that_cannot_be_written_to_is_refused_before_the_training(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.setattr("cnn.train", lambda *_: pytest.fail("it trains"))
    path = tmp_path / out
    assert main(["train", "--out", str(path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"digitpad: {path}: ")
    assert err.count("\n") == 1


@pytest.mark.usefixtures("little_data")
def test_ctrl_c_keeps_the_weights_so_far_and_is_heeded_between_two_minibatches(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_train = cnn.train
    closed = []

    def interrupted(network: cnn.Network, *arguments: object) -> Iterator[cnn.Event]:
        try:
            for event in really_train(network, *arguments):  # type: ignore[arg-type]
                if isinstance(event, cnn.BatchDone) and event.batch == 5:
                    os.kill(os.getpid(), signal.SIGINT)
                yield event
        finally:
            closed.append(network.values.copy())

    monkeypatch.setattr("cnn.train", interrupted)
    before = signal.getsignal(signal.SIGINT)
    out_file = tmp_path / "net.npz"
    assert main(["train", "--out", str(out_file)]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert f"the weights so far are in {out_file}" in err
    np.testing.assert_array_equal(cnn.load_network(out_file).values, closed[0])
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.slow
def test_ctrl_c_in_a_terminal(tmp_path: Path) -> None:
    out_file = tmp_path / "net.npz"
    command = [sys.executable, "-m", "digitpad", "train", "--epochs", "50", "--out", str(out_file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        assert "epoch 1/50" in process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to helpers too
        assert process.stderr.read().startswith("digitpad train: interrupted")
        assert process.stdout.read() == ""
    assert process.returncode == 130
    assert cnn.evaluate(cnn.load_network(out_file), cnn.load_mnist_test()).accuracy > 0.9


@pytest.mark.slow
def test_one_epoch_reaches_what_the_first_article_reached_in_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["train", "--epochs", "1", "--seed", "0"]) == 0
    assert json.loads(capsys.readouterr().out)["test_accuracy"] >= 0.9805


def test_a_preset_trains_as_suits_it_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen: list[cnn.TrainingSettings] = []

    def note(_network: object, _training: object, _validation: object, settings: object) -> None:
        chosen.append(settings)  # type: ignore[arg-type]
        raise cnn.BadFile("nowhere", "enough seen")

    monkeypatch.setattr(cnn, "train", note)
    assert main(["train", "--preset", "rows"]) == 2
    assert chosen[0] == cnn.PRESETS["rows"].settings
    article = "--epochs 2 --batch-size 3 --learning-rate 0.01 --optimiser sgd --no-shuffle"
    assert main(["train", *article.split(), "--schedule", "first_article"]) == 2
    assert chosen[1] == cnn.FIRST_ARTICLE
