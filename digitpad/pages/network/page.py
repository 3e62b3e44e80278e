"""The page that shows the whole network at a glance, and where any of its numbers comes from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnn.explain.graph import Place
from digitpad.models.recognition import Recognition
from digitpad.pages.common.page import take_keyboard
from digitpad.pages.network.arithmetic_view import ArithmeticView
from digitpad.pages.network.layer_words import place_words
from digitpad.pages.network.layout import ZOOMS
from digitpad.pages.network.matrix_view import MatrixProductView
from digitpad.pages.network.model import NetworkModel
from digitpad.pages.network.view import NetworkView
from digitpad.text.numbers import number

MARGIN = 16
SPACING = 8
KEYS = QKeySequence.StandardKey
HINT = "From your ink to the answer, every number."


class NetworkPage(QWidget):
    """The whole network, and below it the arithmetic of the number that is looked at.

    Attributes:
        inspection: which number that is.
    """

    def __init__(self, recognition: Recognition) -> None:
        super().__init__()
        self.setObjectName("glancePage")
        self.inspection = NetworkModel(recognition, self)
        self._view = NetworkView(self.inspection)
        self._arithmetic = ArithmeticView(self.inspection, MatrixProductView(self.inspection))
        self._value = QLabel(HINT)
        self._value.setObjectName("valueAtGlance")
        self._value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._value.setWordWrap(True)
        self._percent = QLabel()
        self._percent.setObjectName("zoomPercent")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("8000 %"))
        self._make_actions()
        self._lay_out()
        self.inspection.pointed_changed.connect(self._say)
        self.inspection.changed.connect(self._say)
        self.inspection.place_changed.connect(self._show_pin)
        self._view.zoom_changed.connect(self._show_zoom)
        self._show_zoom(self._view.zoom)
        self._show_pin()

    def follow(self, place: Place) -> None:
        """Keep a number and show how it was computed, if the network has it."""
        if self.inspection.has(place):
            self.inspection.pin(place)
            self._view.reveal()

    def showEvent(self, event: QShowEvent) -> None:
        self.inspection.watch(self, True)
        super().showEvent(event)
        take_keyboard(self._view, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.inspection.watch(self, False)
        super().hideEvent(event)

    def _make_actions(self) -> None:
        view = self._view
        self._smaller = self._action("−", "Show everything smaller", KEYS.ZoomOut, view.zoom_out)
        self._larger = self._action("+", "Show everything larger", KEYS.ZoomIn, view.zoom_in)
        self._larger.setShortcuts([*self._larger.shortcuts(), QKeySequence("Ctrl+=")])
        fit = "Show the whole network, or as much of it as can be read"
        self._fit = self._action("Fit", fit, "Ctrl+0", view.zoom_to_fit)
        self._release = self._action(
            "Let go", "Follow the pointer again", "Esc", lambda: self.inspection.pin(None)
        )
        self._release.setObjectName("releaseAction")
        self._release.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _action(self, text: str, tip: str, keys: KEYS | str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip}.  ({shown})")
        action.triggered.connect(lambda _checked=False: call())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self._value, 1)
        bar.addWidget(self._colours())
        bar.addSpacing(SPACING)
        bar.addWidget(_button(self._smaller, "Smaller"))
        bar.addWidget(self._percent)
        bar.addWidget(_button(self._larger, "Larger"))
        bar.addWidget(_button(self._fit, "Fit"))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("glanceSplitter")
        splitter.addWidget(self._view)
        splitter.addWidget(self._arithmetic)
        splitter.setCollapsible(0, False)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([380, 260])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        layout.setSpacing(SPACING)
        layout.addLayout(bar)
        layout.addWidget(splitter, 1)

    def _colours(self) -> QComboBox:
        choice = QComboBox()
        choice.setObjectName("colourScale")
        choice.setAccessibleName("Scale of the colours")
        choice.addItems(["One scale per layer", "One scale per map"])
        choice.setToolTip(
            "Per layer: the maps of a layer can be compared. "
            "Per map: also what is faint in a map can be seen."
        )
        choice.currentIndexChanged.connect(lambda index: self._view.set_per_map(index == 1))
        return choice

    def _say(self) -> None:
        place = self.inspection.pointed
        if place is None:
            self._value.setText(HINT)
            return
        words = place_words(self.inspection.nodes, place)
        value = self.inspection.value(place)
        self._value.setText(words if value is None else f"{words}: {number(value)}")

    def _show_pin(self) -> None:
        self._release.setEnabled(self.inspection.pinned is not None)

    def _show_zoom(self, zoom: float) -> None:
        self._percent.setText(f"{100 * zoom:.0f} %")
        self._smaller.setEnabled(zoom > ZOOMS[0])
        self._larger.setEnabled(zoom < ZOOMS[1])


def _button(action: QAction, name: str) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(name)
    button.setAutoRaise(True)
    return button
