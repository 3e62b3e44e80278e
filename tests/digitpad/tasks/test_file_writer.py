"""Files written in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digitpad.tasks.file_writer import FileWriter

Wait = Callable[[Callable[[], object]], None]


def test_a_written_file_is_signalled(qt: object, tmp_path: Path, wait_until: Wait) -> None:
    writing, told = FileWriter(), list[Path]()
    writing.written.connect(told.append)
    writing.write(tmp_path / "a.png", lambda: b"picture")
    wait_until(lambda: told)
    assert [path.name for path in told] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"picture"


def test_a_file_that_cannot_be_written_is_reported(
    qt: object, tmp_path: Path, wait_until: Wait
) -> None:
    writing, told = FileWriter(), list[tuple[Path, Exception]]()
    writing.failed.connect(lambda path, error: told.append((path, error)))
    writing.write(tmp_path / "gone" / "a.png", lambda: b"picture")
    wait_until(lambda: told)
    ((path, error),) = told
    assert path.name == "a.png"
    assert isinstance(error, FileNotFoundError)


def test_the_end_waits_for_files_that_are_being_written(qt: object, tmp_path: Path) -> None:
    writing = FileWriter()
    writing.write(tmp_path / "a.png", lambda: time.sleep(0.2) or b"picture")
    writing.wait()
    assert (tmp_path / "a.png").read_bytes() == b"picture"


def test_the_end_does_not_wait_for_ever(
    qt: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failures: list[str],
    must_end: Callable[[Callable[[], object]], None],
) -> None:
    """Like a network drive that does not answer."""
    monkeypatch.setattr("digitpad.tasks.file_writer.PATIENCE_SECONDS", 0.1)
    answer = threading.Event()
    writing = FileWriter()
    writing.write(tmp_path / "a.png", lambda: b"x" * answer.wait())
    must_end(writing.wait)
    must_end(writing.wait)
    assert failures == ["a.png was not written: the disk does not answer."]
    failures.clear()
    answer.set()


def test_a_file_that_cannot_be_written_at_the_end_is_reported(
    qt: object,
    tmp_path: Path,
    failures: list[str],
    must_end: Callable[[Callable[[], object]], None],
) -> None:
    """Its signal would come after the last event."""
    writing = FileWriter()
    writing.write(tmp_path / "no folder" / "a.png", lambda: b"picture")
    must_end(writing.wait)
    (told,) = failures
    assert told.startswith("a.png was not written: ")
    failures.clear()
