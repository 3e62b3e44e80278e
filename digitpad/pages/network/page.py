"""The page with the whole network, and the arithmetic of any of its numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
)

from cnn.explain.graph import Place
from digitpad.models.recognition import Recognition
from digitpad.pages.common.page import PageWidget
from digitpad.pages.network.arithmetic_view import ArithmeticView
from digitpad.pages.network.layer_words import place_words
from digitpad.pages.network.layout import ZOOMS
from digitpad.pages.network.matrix_view import MatrixProductView
from digitpad.pages.network.model import NetworkModel
from digitpad.pages.network.view import NetworkView
from digitpad.text.numbers import exact_percent, number
from digitpad.text.translation import tr

MARGIN = 16
SPACING = 8
KEYS = QKeySequence.StandardKey


class NetworkPage(PageWidget):
    """The whole network, and below it the arithmetic of the current number.

    Attributes:
        model: the network and the current number.
    """

    def __init__(self, recognition: Recognition) -> None:
        self.model = NetworkModel(recognition)
        self._view = NetworkView(self.model)
        super().__init__("glancePage", first=self._view)
        self.model.setParent(self)
        self._arithmetic = ArithmeticView(self.model, MatrixProductView(self.model))
        self._value = QLabel(_hint())
        self._value.setObjectName("valueAtGlance")
        self._value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._value.setWordWrap(True)
        self._percent = QLabel()
        self._percent.setObjectName("zoomPercent")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("8000 %"))
        self._make_actions()
        self._lay_out()
        self.model.hovered_changed.connect(self._show_value)
        self.model.changed.connect(self._show_value)
        self.model.place_changed.connect(self._show_pin)
        self._view.zoom_changed.connect(self._show_zoom)
        self._show_zoom(self._view.zoom)
        self._show_pin()

    def open(self, place: Place) -> None:
        """Pin a number and show how it was computed, if the network has it."""
        if self.model.has(place):
            self.model.pin(place)
            self._view.reveal()

    def set_visible(self, visible: bool) -> None:
        self.model.set_visible(visible)

    def _make_actions(self) -> None:
        view = self._view
        self._smaller = self._action("−", tr("Zoom out"), KEYS.ZoomOut, view.zoom_out)
        self._larger = self._action("+", tr("Zoom in"), KEYS.ZoomIn, view.zoom_in)
        self._larger.setShortcuts([*self._larger.shortcuts(), QKeySequence("Ctrl+=")])
        fit = tr("Show the whole network, or as much of it as can be read")
        self._fit = self._action(tr("Fit"), fit, "Ctrl+0", view.zoom_to_fit)
        self._release = self._action(
            tr("Unpin"), tr("Follow the pointer again"), "Esc", lambda: self.model.pin(None)
        )
        self._release.setObjectName("releaseAction")
        self._release.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _action(self, text: str, tip: str, keys: KEYS | str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip}  ({shown})")
        action.triggered.connect(lambda _checked=False: call())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self._value, 1)
        bar.addWidget(self._colours())
        bar.addSpacing(SPACING)
        bar.addWidget(_button(self._smaller, tr("Zoom out")))
        bar.addWidget(self._percent)
        bar.addWidget(_button(self._larger, tr("Zoom in")))
        bar.addWidget(_button(self._fit, tr("Fit")))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("glanceSplitter")
        splitter.addWidget(self._view)
        splitter.addWidget(self._arithmetic)
        splitter.setCollapsible(0, False)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([350, 290])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        layout.setSpacing(SPACING)
        layout.addLayout(bar)
        layout.addWidget(splitter, 1)

    def _colours(self) -> QComboBox:
        choice = QComboBox()
        choice.setObjectName("colourScale")
        choice.setAccessibleName(tr("Colour scale"))
        choice.addItems([tr("One scale per layer"), tr("One scale per map")])
        choice.setToolTip(
            tr(
                "Per layer: the maps of a layer can be compared. "
                "Per map: faint maps can be seen too."
            )
        )
        choice.currentIndexChanged.connect(lambda index: self._view.set_per_map(index == 1))
        return choice

    def _show_value(self) -> None:
        place = self.model.hovered
        if place is None:
            self._value.setText(_hint())
            return
        words = place_words(self.model.nodes, place)
        value = self.model.value(place)
        self._value.setText(words if value is None else f"{words}: {number(value)}")

    def _show_pin(self) -> None:
        self._release.setEnabled(self.model.pinned is not None)

    def _show_zoom(self, zoom: float) -> None:
        self._percent.setText(exact_percent(zoom))
        self._smaller.setEnabled(zoom > ZOOMS[0])
        self._larger.setEnabled(zoom < ZOOMS[1])


def _hint() -> str:
    return tr("From your ink to the answer, every number.")


def _button(action: QAction, name: str) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(name)
    button.setAutoRaise(True)
    return button
