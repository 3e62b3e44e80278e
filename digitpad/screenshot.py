"""Takes a picture of the real window.

    python -m digitpad.screenshot OUT.png [--theme light|dark] [--size 1280x800] [--scale 2]
                                          [--page PAGE] [--train SECONDS]

Opens the window as ``digitpad`` does, draws a 3 on the pad, trains if asked to, and saves a picture
of the window.  It needs no display, and leaves the user's settings alone.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings
from PySide6.QtWidgets import QApplication, QPushButton

from digitpad.app import App, build, start_qt
from digitpad.ink.drawing import Point
from digitpad.ink.samples import a_three
from digitpad.pages.common import theme

SHOWN = 0.3
SETTLED = 4.0
"""Seconds until a page has computed everything."""


def main(argv: list[str]) -> int:
    """Take one picture; returns the exit status."""
    options = _options(argv)
    if options.scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = start_qt(argv[:1])
    theme.force_theme(qt, dark=options.theme == "dark")
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        app = build(settings, Path(folder))
        page = next((page for page in app.pages if page.key == options.page), None)
        if page is None:
            known = ", ".join(page.key for page in app.pages)
            print(f"There is no page {options.page!r}, expected one of {known}.", file=sys.stderr)
            return 2
        app.window.resize(*options.size)
        app.window.show()
        _wait(SHOWN)
        _draw(app, a_three())
        app.window.show_page(page.widget)
        if options.train:
            train(app, options.train)
        _wait(SETTLED)
        saved = app.window.grab().save(options.out)
        app.shut_down()
        app.window.close()
    if not saved:
        print(f"{options.out} cannot be written.", file=sys.stderr)
    return 0 if saved else 2


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m digitpad.screenshot", description="Takes a picture of the window."
    )
    parser.add_argument("out", help="the picture to write, as PNG")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", type=_size, default=(1280, 800), help="as 1280x800")
    parser.add_argument("--scale", type=float, default=1.0, help="2 for a HiDPI screen")
    parser.add_argument("--page", default="look", help="such as look, train, network, why")
    parser.add_argument("--train", type=float, default=0.0, help="seconds of training before it")
    return parser.parse_args(argv[1:])


def _size(text: str) -> tuple[int, int]:
    width, height = text.lower().split("x")
    return int(width), int(height)


def _draw(app: App, points: list[Point]) -> None:
    app.pad.begin(points[0])
    for point in points[1:]:
        app.pad.extend(point)
    app.pad.end()


def train(app: App, seconds: float) -> None:
    """Press Start, wait for the first batch, and then for some seconds."""
    start = app.window.findChild(QPushButton, "startButton")
    assert isinstance(start, QPushButton)
    start.click()
    while app.trainer.is_active and (app.trainer.run is None or app.trainer.run.batch is None):
        _wait(0.02)
    _wait(seconds)


def _wait(seconds: float) -> None:
    """Run the event loop for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
