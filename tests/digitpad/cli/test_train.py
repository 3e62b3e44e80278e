from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cnn
from cnn.files import write_atomically
from digitpad.cli.parser import main
from digitpad.recipes.fast import GOALS


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
def test_a_recipe_answers_once_for_each_goal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.recipes.fast.GOALS", GOALS[:2])
    out_file = tmp_path / "fast.npz"
    assert main(["train", "--recipe", "fast", "--seed", "1", "--out", str(out_file)]) == 1
    out, err = capsys.readouterr()
    first, second = (json.loads(line) for line in out.splitlines())
    assert "the goal of 99.0% was not reached" in err  # with so few images
    assert (first["goal"], second["goal"]) == (0.98, 0.99)
    assert first["seconds"] > 0
    result = cnn.evaluate(cnn.load_network(out_file), cnn.load_mnist().test)
    assert result.accuracy == second["test_accuracy"]


@pytest.mark.parametrize("option", [["--preset", "best"], ["--epochs", "3"]])
def test_a_recipe_goes_with_no_other_settings(
    capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["train", "--recipe", "fast", *option])
    assert stopped.value.code == 2
    assert "--recipe goes only with --seed and --out" in capsys.readouterr().err


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
def test_ctrl_c_keeps_the_weights_so_far_and_acts_between_two_minibatches(
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
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)
    out_file = tmp_path / "net.npz"
    assert main(["train", "--out", str(out_file)]) == 130
    assert signal.signal(signal.SIGINT, outside) is signal.default_int_handler
    out, err = capsys.readouterr()
    assert out == ""
    assert f"the weights so far are in {out_file}" in err
    np.testing.assert_array_equal(cnn.load_network(out_file).values, closed[0])


@pytest.mark.usefixtures("little_data")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_other_signals_that_end_it_keep_the_weights_too(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    number = getattr(signal, name)
    monkeypatch.setattr("cnn.train", trained_until(lambda: os.kill(os.getpid(), number)))
    out_file = tmp_path / "net.npz"
    assert main(["train", "--out", str(out_file)]) == 128 + number
    assert f"the weights so far are in {out_file}" in capsys.readouterr().err
    assert cnn.load_network(out_file).name == "lenet"


def trained_until(happens: Callable[[], object]) -> Callable[..., Iterator[cnn.Event]]:
    """Trains, and calls a function after the fifth minibatch."""
    really_train = cnn.train

    def train(*arguments: Any) -> Iterator[cnn.Event]:
        for event in really_train(*arguments):
            if isinstance(event, cnn.BatchDone) and event.batch == 5:
                happens()
            yield event

    return train


def fail() -> None:
    raise RuntimeError("something broke")


@pytest.mark.usefixtures("little_data")
def test_a_training_that_fails_keeps_the_weights_so_far(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnn.train", trained_until(fail))
    out_file = tmp_path / "net.npz"
    assert main(["train", "--out", str(out_file)]) == 1
    err = capsys.readouterr().err
    assert f"stopped by an error (something broke); the weights so far are in {out_file}" in err
    assert out_file.exists()


@pytest.mark.usefixtures("little_data")
def test_where_the_folder_has_vanished_the_network_is_saved_beside_and_it_is_said_where(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr("cnn.train", trained_until(there.rmdir))
    assert main(["train", "--epochs", "1", "--out", str(there / "net.npz")]) == 1
    out, err = capsys.readouterr()
    assert f"{there / 'net.npz'} cannot be written; the network is in {here / 'net.npz'}" in err
    network = cnn.load_network(here / "net.npz")
    right = cnn.evaluate(network, cnn.load_mnist().test).accuracy
    assert json.loads(out)["test_accuracy"] == pytest.approx(right)


@pytest.mark.usefixtures("little_data")
def test_on_a_full_disk_the_network_is_saved_on_another(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(path: Path) -> bool:
        return path.parent.resolve() == tmp_path

    def full(path: str | Path, content: bytes, replace: bool = True) -> None:
        if is_full(Path(path)):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write_atomically(path, content, replace)

    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("cnn.storage.npz.write_atomically", full)
    monkeypatch.setattr("digitpad.storage.rescue.write_atomically", full)
    monkeypatch.chdir(tmp_path)
    assert main(["train", "--epochs", "1", "--out", "net.npz"]) == 1
    assert f"the network is in {tmp_path / 'home' / 'net.npz'}" in capsys.readouterr().err
    assert (tmp_path / "home" / "net.npz").exists()


@pytest.mark.usefixtures("little_data")
def test_a_long_name_is_used_or_refused_before_the_training(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("n" * 246 + ".npz")
    assert main(["train", "--epochs", "1", "--out", str(path)]) == 0
    assert list(tmp_path.iterdir()) == [path]
    capsys.readouterr()
    monkeypatch.setattr("cnn.train", lambda *_: pytest.fail("it trains"))
    assert main(["train", "--out", str(tmp_path / ("n" * 300))]) == 2
    assert "File name too long" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert main(["train", "--out", str(tmp_path / "closed" / "net.npz")]) == 2
    assert "ermission denied" in capsys.readouterr().err


def test_a_folder_in_which_no_file_can_be_made_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnn.train", lambda *_: pytest.fail("it trains"))
    assert main(["train", "--out", "/proc/net.npz"]) == 2
    assert capsys.readouterr().err.startswith("digitpad: /proc/net.npz: the network cannot be")


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
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to worker processes too
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


def test_a_preset_has_suitable_settings_unless_others_are_given(
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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGHUP")
@pytest.mark.usefixtures("little_data")
def test_what_the_starter_ignores_is_ignored(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like ``nohup``, so that a training continues when the terminal is closed."""
    monkeypatch.setattr("cnn.train", trained_until(lambda: os.kill(os.getpid(), signal.SIGHUP)))
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert main(["train", "--epochs", "1", "--out", str(tmp_path / "net.npz")]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
    assert "test_accuracy" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes nor such links")
@pytest.mark.usefixtures("little_data")
def test_only_files_are_written_to(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.npz")
    (tmp_path / "loop.npz").symlink_to("loop.npz")
    for name in ("pipe.npz", "loop.npz"):
        assert main(["train", "--epochs", "1", "--out", str(tmp_path / name)]) == 2
        assert "the network cannot be saved there" in capsys.readouterr().err
    (tmp_path / "link.npz").symlink_to("target.npz")
    assert main(["train", "--epochs", "1", "--out", str(tmp_path / "link.npz")]) == 0
    assert cnn.load_network(tmp_path / "target.npz").name == "lenet"


@pytest.mark.usefixtures("little_data")
def test_a_training_that_learns_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--epochs", "1", "--learning-rate", "10"]) == 0
    assert "no better than guessing" in capsys.readouterr().err


@pytest.mark.usefixtures("little_data")
def test_what_a_killed_training_left_is_removed(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".{ended.pid}-0123abcd.part"
    left.write_bytes(b"half")
    assert main(["train", "--epochs", "1", "--out", str(tmp_path / "net.npz")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]
