"""Processes that run this library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cnn.fast.processes import command, end


def test_what_lies_in_the_current_folder_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    done = subprocess.run(
        command("json.tool"), input=b"[]", capture_output=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"[]", b"")


def test_a_process_that_stays_is_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    end(process)
    assert process.poll() is not None


@pytest.mark.slow
def test_a_process_that_cannot_even_be_killed_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Like a process that the system blocks because of a dead network drive."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with monkeypatch.context() as patched:
        patched.setattr(process, "kill", lambda: None)
        end(process)
        assert process.poll() is None
    end(process)
