"""Every text in the window goes through `tr`: in a made-up language, none is left unmarked."""

from __future__ import annotations

import ast
import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTranslator
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QMessageBox,
    QProgressBar,
    QTabBar,
    QWidget,
)

import cnn
from digitpad.app import App
from digitpad.errors import report
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.text.translation import tr
from tests.digitpad.hand import Wait, action, click, start_training

RNG = np.random.default_rng(0)
ROOT = Path(__file__).parents[3]
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
NAMES = re.compile(
    r"""
    <[^>]*> | &\w+; |                               # HTML
    \b(conv|relu|pool|flatten|dense|batchnorm|residual|softmax|input|pooling|max_pool|dropout
       |batch_norm|max_pooling|norm)\d*(\.\w+)*\b | # layers
    \bglo\w*…\w* | \bshortcut(-\w+)? |              # layers, cut or inside a residual block
    \brnn\d* | \b(lenet|best|wide9|gap|rows|digitpad|residual|MNIST\w*)\b | # networks and data
    \b(max|exp|tanh|ln)\( |                         # mathematics
    \bpx\b | \d[kM]\b | [×δ]
    """,
    re.VERBOSE,
)
"""The same in every language: names of layers and networks, formulas, units."""
SEVEN = Drawing((Stroke(((60.0, 40.0), (200.0, 44.0), (120.0, 240.0)), 22.0),))
TWO = Drawing(
    (
        Stroke(((40.0, 60.0), (40.0, 200.0)), 22.0),
        Stroke(((120.0, 60.0), (220.0, 60.0), (160.0, 200.0)), 22.0),
    )
)


class MarkedLanguage(QTranslator):
    """Translates every text into itself, in brackets."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"⟦{text}⟧"

    def isEmpty(self) -> bool:
        return False


def unmarked(text: str) -> str:
    """The rest of a text without its marked parts and without names."""
    before = ""
    while text != before:
        before, text = text, MARKED.sub("", text)
    rest = NAMES.sub("", text)
    return rest if re.search(r"[A-Za-z]{2}", rest) else ""


@pytest.fixture
def marked(qt: QApplication) -> Iterator[None]:
    language = MarkedLanguage()
    QCoreApplication.installTranslator(language)
    yield
    QCoreApplication.removeTranslator(language)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is painted."""
    found: list[str] = []
    real = QPainter.drawText

    def draw(self: QPainter, *arguments: object) -> object:
        found.extend(argument for argument in arguments if isinstance(argument, str))
        return real(self, *arguments)

    monkeypatch.setattr(QPainter, "drawText", draw)
    return found


def texts_of(widget: QWidget) -> Iterator[str]:
    """All texts of a widget and its children, and of their actions."""
    for each in (widget, *widget.findChildren(QWidget)):
        yield from (each.toolTip(), each.accessibleName(), each.accessibleDescription())
        yield from (each.windowTitle(), each.statusTip(), each.whatsThis())
        if isinstance(each, QLabel | QAbstractButton):
            yield each.text()
        if isinstance(each, QComboBox):
            yield from (each.itemText(i) for i in range(each.count()))
            tips = (each.itemData(i, Qt.ItemDataRole.ToolTipRole) for i in range(each.count()))
            yield from (tip for tip in tips if tip)
        if isinstance(each, QTabBar):
            yield from (each.tabText(i) for i in range(each.count()))
            yield from (each.tabToolTip(i) for i in range(each.count()))
        if isinstance(each, QMenu):
            yield each.title()
        if isinstance(each, QProgressBar):
            yield each.format()
        if isinstance(each, QMessageBox):
            yield from (each.text(), each.informativeText())
    for found in widget.findChildren(QAction):
        yield from (found.text(), found.toolTip(), found.statusTip())


def check(app: App, where: str) -> None:
    wrong = {text for text in texts_of(app.window) if unmarked(text)}
    assert not wrong, f"not translated, {where}: {sorted(wrong)}"


def test_every_text_of_the_window_is_translated(
    marked: None, app: App, wait_until: Wait, painted: list[str]
) -> None:
    for drawing in (None, SEVEN, TWO):
        if drawing is not None:
            app.pad.show_drawing(drawing)
            wait_until(lambda: app.recognition.state.reading is not None)
        for page in app.pages:
            app.window.show_page(page.widget)
            QCoreApplication.processEvents()
            if page.key in ("filters", "why", "time"):
                for _ in range(200):
                    QCoreApplication.processEvents()
            for view in page.widget.findChildren(QWidget):
                if view.isVisible() and hasattr(view, "part_at"):
                    view.setToolTip(view.toolTip())
            page.widget.grab()
            check(app, f"on the page {page.key}")
    assert not [text for text in painted if unmarked(text)]


def test_texts_of_networks_of_every_kind_are_translated(
    marked: None, app: App, wait_until: Wait, painted: list[str]
) -> None:
    app.pad.show_drawing(SEVEN)
    for name in ("best", "gap", "residual", "rows", "wide9"):
        network = cnn.preset(name, np.random.default_rng(0))
        app.recognition.set_network(network)
        wait_until(lambda network=network: app.recognition.state.network is network)
        for page in app.pages:
            if page.key in ("look", "network", "why"):
                app.window.show_page(page.widget)
                for _ in range(50):
                    QCoreApplication.processEvents()
                page.widget.grab()
        model = next(page.widget for page in app.pages if page.key == "network").model  # type: ignore[attr-defined]
        for layers in range(len(model.nodes)):
            model.move(layers=1 if layers else 0)
            QCoreApplication.processEvents()
            check(app, f"{name}, {model.place}")
    assert not [text for text in painted if unmarked(text)]


def test_texts_of_a_training_are_translated(marked: None, app: App, wait_until: Wait) -> None:
    start_training(app, wait_until)
    check(app, "while a network learns")
    click(app, "pauseButton")
    check(app, "in a pause")
    click(app, "stopButton")
    wait_until(lambda: not app.trainer.is_active)
    check(app, "after a training")


def test_dialogs_and_messages_are_translated(
    marked: None, app: App, failures: list[str], tmp_path: Path
) -> None:
    action(app, "aboutAction").trigger()
    app.window.open_network(tmp_path / "gone.npz")
    (tmp_path / "bad.npz").write_bytes(b"no network")
    app.window.open_network(tmp_path / "bad.npz")
    other = cnn.Network([{"kind": "flatten"}, {"kind": "dense", "out_features": 3}], RNG, (1, 5, 5))
    cnn.save_network(other, tmp_path / "other.npz")
    app.window.open_network(tmp_path / "other.npz")
    dialogs = app.window.findChildren(QMessageBox)
    assert len(dialogs) == 4
    for dialog in dialogs:
        assert MARKED.search(dialog.text())
        assert not unmarked(dialog.windowTitle())
        if "bad.npz" not in dialog.text() and "gone.npz" not in dialog.text():
            assert not unmarked(dialog.text().replace(str(tmp_path / "other.npz"), ""))
        dialog.close()
    report(tr("The test broke"), ValueError("⟦why⟧"))
    bar = app.window.findChild(QWidget, "failureBar")
    assert not [text for text in texts_of(bar) if unmarked(text)]
    failures.clear()


def test_the_tour_and_the_menus_are_translated(marked: None, app: App) -> None:
    app.window.tour.begin()
    while app.window.tour.step is not None:
        check(app, f"in the tour at {app.window.tour.step.title}")
        click(app, "tourNext")
    menu = app.window.findChild(QMenu, "takeAwayMenu")
    menu.aboutToShow.emit()
    check(app, "in the export menu")
    saved = app.window.findChild(QMenu, "keptMenu")
    saved.aboutToShow.emit()
    check(app, "in the menu of saved networks")
    assert app.window.childAt(QPoint(5, 5)) is not None


def test_lupdate_finds_every_text(tmp_path: Path) -> None:
    """Texts that are concatenated, or not literals, would not be found."""
    sources = sorted((ROOT / "digitpad").rglob("*.py"))
    file = tmp_path / "all.ts"
    subprocess.run(
        [Path(sys.executable).with_name("pyside6-lupdate"), *sources, "-ts", file],
        check=True,
        capture_output=True,
        timeout=100,
    )
    text = file.read_text(encoding="utf-8")
    found = {html.unescape(each) for each in re.findall(r"<source>(.*?)</source>", text, re.S)}
    assert found == {each for source in sources for each in literals(source)}


def literals(source: Path) -> Iterator[str]:
    """The texts of `tr` and `QT_TR_NOOP`; `tr` of a variable needs a mark elsewhere."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "QT_TR_NOOP":
                assert isinstance(node.args[0], ast.Constant), f"{source}:{node.lineno}"
            if node.func.id in ("tr", "QT_TR_NOOP") and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_values_and_numbers_are_filled_in(qt: QApplication) -> None:
    assert tr("{digit} of %n", "", 3, digit=7) == "7 of 3"
    assert tr("%n filter(s)", "", 1) == "1 filter"
    assert tr("%n filter(s)", "", 12) == "12 filters"
    assert tr("100 %") == "100 %"
