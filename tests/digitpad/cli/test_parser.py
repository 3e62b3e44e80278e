"""Properties of every command; each command has its own tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad import __version__
from digitpad.cli.parser import main


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """Runs a command that must fail with status 2 and one sentence; returns the sentence."""
    try:
        status = main(argv)
    except SystemExit as stopped:
        status = stopped.code  # type: ignore[assignment]
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"digitpad {__version__}\n"


@pytest.mark.parametrize(
    "argv",
    [
        ["paint"],
        ["--frobnicate"],
        ["train", "--epoch", "1"],
        ["train", "more"],
        ["predict"],
        ["predict", "a.png", "--drawings", "b.jsonl"],
        ["predict", "a.png", "--single"],
        ["evaluate", "--images", "a"],
        ["evaluate", "--labels", "a"],
        ["evaluate", "--model", ""],
        ["predict", ""],
        ["predict", "--drawings", ""],
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    assert refused(capsys, *argv).startswith("digitpad")


@pytest.mark.parametrize(
    ("option", "value", "limits"),
    [
        ("--epochs", "0", "a whole number from 1 to 1000, not '0'"),
        ("--epochs", "1001", "from 1 to 1000"),
        ("--epochs", "1.5", "a whole number from 1 to 1000"),
        ("--batch-size", "-3", "from 1 to 4096"),
        ("--learning-rate", "0", "a number from 1e-05 to 10.0, not '0'"),
        ("--learning-rate", "nan", "from 1e-05 to 10.0"),
        ("--learning-rate", "fast", "from 1e-05 to 10.0"),
        ("--seed", "-1", "from 0 to 2147483647"),
        ("--seed", "9" * 5000, "from 0 to 2147483647"),
        ("--preset", "resnet", "one of lenet"),
    ],
)
def test_settings_out_of_range_are_refused_with_the_range(
    capsys: pytest.CaptureFixture[str], option: str, value: str, limits: str
) -> None:
    complaint = refused(capsys, "train", f"{option}={value}")
    assert option in complaint
    assert limits in complaint


@pytest.mark.parametrize("command", [["train", "--help"], ["evaluate", "--help"], ["--help"]])
def test_help(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 0
    assert "usage: digitpad" in capsys.readouterr().out


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt])
def test_ctrl_c_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, interrupt: type[BaseException]
) -> None:
    def stop(*_: object) -> None:
        raise interrupt

    monkeypatch.setattr("cnn.load_mnist_test", stop)
    assert main(["evaluate"]) == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has it")
def test_answers_that_cannot_be_written_are_one_sentence() -> None:
    command = [sys.executable, "-m", "digitpad", "predict", "--drawings", "-"]
    drawing = b'{"strokes": [], "width": 1, "height": 1}'
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, input=drawing, stdout=full, stderr=subprocess.PIPE, env=buffered
        )
    assert (done.returncode, done.stderr) == (2, b"digitpad: No space left on device\n")


def test_no_command_imports_qt() -> None:
    code = """
import sys
import digitpad.cli.parser, digitpad.shell.startup_check
import digitpad.cli.train, digitpad.cli.evaluate, digitpad.cli.predict
found = {name.split(".")[0] for name in sys.modules} & {"PySide6", "shiboken6", "pyqtgraph"}
assert not found, found
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_version_needs_nothing_heavy() -> None:
    code = """
import sys
from digitpad.cli.parser import main
try:
    main(["--version"])
except SystemExit:
    assert "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
