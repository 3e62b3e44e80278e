from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from digitpad.shell.startup_check import APT, DNF, CannotStartError, check_window_can_open

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems bring what Qt needs"
)
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_QPA_PLATFORM_PLUGIN_PATH")


def refused(**environ: str) -> str:
    """Starts the program, which must end with status 2 and one sentence; returns the sentence."""
    kept = {name: value for name, value in os.environ.items() if name not in DISPLAY_VARIABLES}
    done = subprocess.run(
        [sys.executable, "-m", "digitpad"],
        env={**kept, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ":4242"},
        {"WAYLAND_DISPLAY": "wayland-4242", "XDG_RUNTIME_DIR": "/nowhere", "DISPLAY": ":4242"},
        {"QT_QPA_PLATFORM": "xcb"},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4242"},
    ],
)
def test_without_a_display_it_says_so_and_names_the_commands_that_work(
    environ: dict[str, str],
) -> None:
    sentence = refused(**environ)
    assert "no display" in sentence
    assert "digitpad predict" in sentence
    asked = environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY") or "DISPLAY"
    assert asked in sentence


@pytest.fixture
def plugins_without_cursor(tmp_path: Path) -> Path:
    """Qt's own X plugin, changed to need a library that does not exist."""
    libraries = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath))
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    (tmp_path / "lib").mkdir()
    (tmp_path / "plugins" / "platforms").mkdir(parents=True)
    for library in libraries.glob("*.so*"):
        (tmp_path / "lib" / library.name).symlink_to(library)
    for source, folder in (
        (plugins / "platforms" / "libqxcb.so", tmp_path / "plugins" / "platforms"),
        (libraries / "libQt6XcbQpa.so.6", tmp_path / "lib"),
    ):
        (folder / source.name).unlink(missing_ok=True)
        changed = source.read_bytes().replace(b"libxcb-cursor.so.0", b"libxcb-absent.so.0")
        (folder / source.name).write_bytes(changed)
    return tmp_path / "plugins" / "platforms"


def test_a_library_that_qt_would_abort_for_is_named_with_what_to_type(
    plugins_without_cursor: Path, x_display: str
) -> None:
    sentence = refused(
        DISPLAY=x_display,
        WAYLAND_DISPLAY="wayland-4242",  # is missing; it is not what the user must fix
        QT_QPA_PLATFORM_PLUGIN_PATH=str(plugins_without_cursor),
    )
    assert "libxcb-absent.so.0 is missing" in sentence
    assert APT in sentence
    assert DNF in sentence


@pytest.mark.parametrize("library", ["libEGL.so.1", "libGL.so.1", "libxkbcommon.so.0"])
def test_a_library_that_python_would_show_a_traceback_for(tmp_path: Path, library: str) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").touch()
    problem = f"{library}: cannot open shared object file: No such file or directory"
    (tmp_path / "PySide6" / "QtGui.py").write_text(f"raise ImportError({problem!r})")
    sentence = refused(PYTHONPATH=str(tmp_path))
    assert f"{library} is missing" in sentence
    assert APT in sentence


def test_the_commands_work_where_qt_is_missing_altogether(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text("raise ImportError('no Qt here')")
    assert "no Qt here" in refused(PYTHONPATH=str(tmp_path))
    (tmp_path / "d.jsonl").write_text('{"strokes": [[[1, 1], [1, 9]]], "width": 9, "height": 9}')
    command = [sys.executable, "-m", "digitpad", "predict", "--drawings", str(tmp_path / "d.jsonl")]
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=True)
    assert done.stdout.startswith(b'{"text": "1"')


def test_a_platform_without_a_display_needs_none() -> None:
    environ = {"QT_QPA_PLATFORM": "offscreen:size=800x600"}
    check_window_can_open(environ)
    assert environ == {"QT_QPA_PLATFORM": "offscreen:size=800x600"}


def test_a_platform_that_qt_does_not_have_is_named() -> None:
    assert "'cocoa'" in refused(QT_QPA_PLATFORM="cocoa")


@pytest.fixture
def x_display() -> Iterator[str]:
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("there is no Xvfb on this machine")
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
        server.terminate()


def test_a_display_that_answers_is_enough(x_display: str) -> None:
    environ = {"DISPLAY": x_display}
    check_window_can_open(environ)
    assert environ == {"DISPLAY": x_display}


def test_qt_is_kept_from_a_display_that_does_not_answer(x_display: str) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-4242", "DISPLAY": x_display}
    check_window_can_open(environ)
    assert environ["QT_QPA_PLATFORM"] == "xcb"


def test_a_chosen_platform_is_not_replaced(x_display: str) -> None:
    with pytest.raises(CannotStartError, match="WAYLAND_DISPLAY"):
        check_window_can_open({"QT_QPA_PLATFORM": "wayland", "DISPLAY": x_display})
