"""How the number that is looked at was computed: as equations, and worked out on a sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
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
from digitpad.pages.common import scrolling, theme
from digitpad.pages.network.arithmetic_words import equation
from digitpad.pages.network.columns import Column, columns_of
from digitpad.pages.network.layer_words import place_words
from digitpad.pages.network.model import NetworkModel
from digitpad.pages.network.sheet_factory import sheet_of
from digitpad.pages.network.sheets import Pens, Sheet
from digitpad.text.numbers import number

TITLE = 1.1
SCROLL_STEP = 20
LEAST_SHARE, TIGHT = 0.75, 0.96
"""A sheet that is a little too wide is written smaller; signs and gaps keep their width."""
MEANT, ON_THE_WAY = QPalette.ColorRole.WindowText, QPalette.ColorRole.PlaceholderText
HINT = "Point at any number above to see how it was computed; click to hold it."
NOTHING = "Draw a digit; then point at any number above to see how it was computed."


class ArithmeticView(QWidget):
    """An ``NetworkModel``'s place: its value, the equations that lead to it, and all their numbers.

    Args:
        inspection: says which place, and knows how its value came about.
        beside: another view, to stand to the right of the sheet.
    """

    def __init__(self, inspection: NetworkModel, beside: QWidget) -> None:
        super().__init__()
        self.setObjectName("arithmetic")
        self.setAccessibleName("How this number was computed")
        self._inspection = inspection
        self._title = _line("arithmeticTitle")
        self._equations: list[QLabel] = []
        self._sheet = SheetArea(inspection)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._sheet)
        splitter.addWidget(beside)
        splitter.setStretchFactor(1, 1)  # the sheet has its width; the other one grows
        splitter.setSizes([650, 190])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addLayout(self._lines)
        layout.addWidget(splitter, 1)
        inspection.rebuilt.connect(self._rebuild)
        inspection.changed.connect(self._refresh)
        inspection.place_changed.connect(self._refresh)
        self._dress()
        self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh()
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        self._title.setFont(theme.scaled_font(self.font(), TITLE, bold=True))

    def _rebuild(self) -> None:
        """Keep a line for each step that a value of this network may take: nothing jumps then."""
        nodes = self._inspection.nodes
        steps = max(len(one_line(nodes, Place(name, 0))) for name in nodes)
        while len(self._equations) < steps:
            self._equations.append(_line(f"equation{len(self._equations) + 1}"))
            self._lines.addWidget(self._equations[-1])
        for index, label in enumerate(self._equations):
            label.setVisible(index < steps)

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        nodes, place = self._inspection.nodes, self._inspection.place
        workings = self._inspection.workings()
        self._title.setText(self._heading(place))
        for index, label in enumerate(self._equations):
            step = workings[index] if index < len(workings) else None
            label.setText(f"{step.place.layer}: {equation(nodes, step)}" if step else "")
            is_meant = step is not None and step.place == place
            label.setForegroundRole(MEANT if is_meant else ON_THE_WAY)
            label.setToolTip(label.text())
        self._sheet.refresh()

    def _heading(self, place: Place | None) -> str:
        if place is None:
            return HINT if self._inspection.trace is not None else NOTHING
        words = place_words(self._inspection.nodes, place)
        value = self._inspection.value(place)
        kept = "   (kept; Esc lets go)" if self._inspection.pinned is not None else ""
        return f"{words}{kept}" if value is None else f"{words} = {number(value)}{kept}"


class SheetArea(QAbstractScrollArea):
    """Shows the sheet of a working, and scrolls where it is too large."""

    def __init__(self, inspection: NetworkModel) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.setAccessibleName("All numbers of the computation")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self._inspection = inspection
        self._sheet = Sheet()
        self._pens: Pens | None = None
        self._columns: dict[str, Column] = {}
        inspection.rebuilt.connect(self._forget)

    def sizeHint(self) -> QSize:
        return QSize(600, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 80)

    def refresh(self) -> None:
        """Show the latest working; stay where one has scrolled to."""
        if self._pens is None:
            self._pens = Pens(self.palette(), self.font())
        nodes = self._inspection.nodes
        if not self._columns:
            self._columns = {column.name: column for column in columns_of(nodes)}
        workings = self._inspection.workings()
        working = workings[0] if workings else None
        self._sheet = sheet_of(self._pens, nodes, self._columns, working)
        share = self.width() / max(self._sheet.size.width(), 1)
        if LEAST_SHARE <= share < 1.0:
            pens = Pens(self.palette(), theme.scaled_font(self.font(), share * TIGHT))
            self._sheet = sheet_of(pens, nodes, self._columns, working)
        self._set_range()
        self.viewport().update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The numbers at a point of the viewport; for one who saves them."""
        found, workings = (
            self._sheet.array_at(place + scrolling.offset(self)),
            self._inspection.workings(),
        )
        if found is None or not workings:
            return None
        return f"{workings[0].place.layer}, {found[0]}", found[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset = scrolling.offset(self)
        painter.translate(-offset)
        self._sheet.paint(painter, self.viewport().rect().translated(offset))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.isVisible():
            self.refresh()  # how large it is written depends on the room there is

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
