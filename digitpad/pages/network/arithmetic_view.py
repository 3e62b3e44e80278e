"""How the current number was computed: as equations, and worked out on a sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cnn.arrays import Floats
from cnn.explain.graph import Place, one_line
from cnn.explain.plain_lines import plain_lines
from digitpad.pages.common import scrolling, theme
from digitpad.pages.common.page import PageWidget
from digitpad.pages.network.arithmetic_words import equation
from digitpad.pages.network.columns import Column, columns_of
from digitpad.pages.network.layer_words import place_words
from digitpad.pages.network.model import NetworkModel
from digitpad.pages.network.plain_lines_view import PlainLinesView
from digitpad.pages.network.sheet_factory import sheet_of
from digitpad.pages.network.sheets import Pens, Sheet
from digitpad.text.numbers import number
from digitpad.text.translation import tr

TITLE = 1.1
SCROLL_STEP = 20
LEAST_SHARE, TIGHT = 0.75, 0.96
"""A sheet that is a little too wide is written smaller; signs and gaps keep their width."""
CURRENT, INTERMEDIATE = QPalette.ColorRole.WindowText, QPalette.ColorRole.PlaceholderText


class ArithmeticView(PageWidget):
    """The place of a ``NetworkModel``: its value, the equations, and all their numbers.

    Args:
        model: the place, and how its value was computed.
        beside: another view, to the right of the sheet.
    """

    def __init__(self, model: NetworkModel, beside: QWidget) -> None:
        super().__init__("arithmetic")
        self.setAccessibleName(tr("How this number was computed"))
        self._model = model
        self._title = _line("arithmeticTitle")
        self._equations: list[QLabel] = []
        self._sheet = SheetArea(model)
        self._code = PlainLinesView()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._sheet)
        splitter.addWidget(beside)
        splitter.setStretchFactor(1, 1)  # only the other view grows
        splitter.setSizes([650, 190])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addLayout(self._lines)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._code)
        model.rebuilt.connect(self._rebuild)
        model.changed.connect(self._refresh)
        model.place_changed.connect(self._refresh)
        self._apply_theme()
        self._rebuild()

    def set_visible(self, visible: bool) -> None:
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._apply_theme()
        super().changeEvent(event)

    def _apply_theme(self) -> None:
        self._title.setFont(theme.scaled_font(self.font(), TITLE, bold=True))

    def _rebuild(self) -> None:
        """Reserve a line for each step of the longest computation, so that nothing moves."""
        nodes = self._model.nodes
        steps = max(len(one_line(nodes, Place(name, 0))) for name in nodes)
        while len(self._equations) < steps:
            self._equations.append(_line(f"equation{len(self._equations) + 1}"))
            self._lines.addWidget(self._equations[-1])
        for index, label in enumerate(self._equations):
            label.setVisible(index < steps)

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        nodes, place = self._model.nodes, self._model.place
        computations = self._model.computations()
        self._title.setText(self._heading(place))
        for index, label in enumerate(self._equations):
            step = computations[index] if index < len(computations) else None
            label.setText(f"{step.place.layer}: {equation(nodes, step)}" if step else "")
            is_current = step is not None and step.place == place
            label.setForegroundRole(CURRENT if is_current else INTERMEDIATE)
            label.setToolTip(label.text())
        self._sheet.refresh()
        current = next((step for step in computations if step.place == place), None)
        layer = nodes[current.place.layer].layer if current else None
        self._code.show_lines(plain_lines(current, layer) if current else None)

    def _heading(self, place: Place | None) -> str:
        if place is None:
            if self._model.trace is None:
                return tr("Draw a digit, then hover over any number to see how it was computed.")
            return tr("Hover over any number to see how it was computed, click to pin it.")
        text = place_words(self._model.nodes, place)
        value = self._model.value(place)
        if value is not None:
            text = tr("{place} = {value}", place=text, value=number(value))
        if self._model.pinned is not None:
            return tr("{number}   (pinned; Esc to unpin)", number=text)
        return text


class SheetArea(QAbstractScrollArea):
    """Shows the sheet of a computation; scrolls if it is too large."""

    def __init__(self, model: NetworkModel) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.setAccessibleName(tr("All numbers of the computation"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._model = model
        self._sheet = Sheet()
        self._pens: Pens | None = None
        self._columns: dict[str, Column] = {}
        model.rebuilt.connect(self._forget)

    def sizeHint(self) -> QSize:
        return QSize(600, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 80)

    def refresh(self) -> None:
        """Show the current computation; the scroll position stays."""
        if self._pens is None:
            self._pens = Pens(self.palette(), self.font())
        nodes = self._model.nodes
        if not self._columns:
            self._columns = {column.name: column for column in columns_of(nodes)}
        computations = self._model.computations()
        computation = computations[0] if computations else None
        self._sheet = sheet_of(self._pens, nodes, self._columns, computation)
        share = self.width() / max(self._sheet.size.width(), 1)
        if LEAST_SHARE <= share < 1.0:
            pens = Pens(self.palette(), theme.scaled_font(self.font(), share * TIGHT))
            self._sheet = sheet_of(pens, nodes, self._columns, computation)
        self._set_range()
        self.viewport().update()

    def content_size(self) -> QSize:
        """The size of the sheet, which may be larger than the view."""
        return self._sheet.size

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The numbers at a point of the viewport, to be exported."""
        found, computations = (
            self._sheet.array_at(place + scrolling.offset(self)),
            self._model.computations(),
        )
        if found is None or not computations:
            return None
        return f"{computations[0].place.layer}, {found[0]}", found[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset = scrolling.offset(self)
        painter.translate(-offset)
        self._sheet.paint(painter, self.viewport().rect().translated(offset))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.isVisible():
            self.refresh()  # the size of its text depends on the width

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._pens = None
            if self.isVisible():
                self.refresh()
        super().changeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _forget(self) -> None:
        self._columns = {}

    def _set_range(self) -> None:
        scrolling.set_contents(self, self._sheet.size, SCROLL_STEP)


def _line(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
