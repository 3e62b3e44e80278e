"""A map of the answers for ink that is transformed in two ways at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from cnn.arrays import Floats
from digitpad.explanation.robustness import GRID_SIDE, Robustness
from digitpad.imaging.transform import Transform
from digitpad.pages.common import colour, theme
from digitpad.pages.common.plot import Plot
from digitpad.pages.time.words import name_text, value_text
from digitpad.reading.classes import class_name
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import percentage
from digitpad.text.translation import tr

SMALL = 0.82
LAST = GRID_SIDE - 1
LEAST_CELL, LEAST_LETTERS = 16, 9
USUAL_SIZE = QSize(270, 260)
PALEST = 0.12
FULL = 2.0
"""Only half of the colour scale is used, so that digits can be read on it."""
DASH = "–"
WIDEST = value_text("size", 1.4)
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class RobustnessView(QWidget):
    """A cell for each answer: orange if it is the same as without a change, blue if not.

    The stronger the colour, the surer the network. A click or the arrow keys choose a cell.

    Signals:
        transform_chosen(Transform): that of a cell.
    """

    transform_chosen = Signal(Transform)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stability")
        self.setAccessibleName(tr("Robustness of the answer"))
        self.setToolTip(tr("Click a square, or use the arrow keys, to change the ink in this way."))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._plot = Plot("stabilityPlot", "", widest=WIDEST)
        self._plot.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot.show_squares(GRID_SIDE)
        self._plot.on_resize(self._fit_names)
        self._cells: Any = pg.PColorMeshItem(levels=(-FULL, FULL), enableAutoLevels=False)
        self._names: list[Any] = []
        self._mark: Any = pg.QtWidgets.QGraphicsRectItem(0, 0, 1, 1)
        self._plot.add(self._cells)
        self._plot.add(self._mark)
        self._legend = QLabel()
        self._legend.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._plot.widget, 1)
        layout.addWidget(self._legend)
        self._robustness: Robustness | None = None
        self._transform = Transform()
        self._usual: int | None = None
        self._apply_theme()

    def sizeHint(self) -> QSize:
        return USUAL_SIZE

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._apply_theme()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._place_mark()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._place_mark()
        super().focusOutEvent(event)

    def show_robustness(self, robustness: Robustness | None) -> None:
        """Show a map; None is an empty one."""
        self._robustness = robustness
        self._show()

    def show_transform(self, transform: Transform, usual: int | None) -> None:
        """Mark the current transform; ``usual`` is the answer without any."""
        self._transform = transform
        self._usual = usual
        self._show()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The answers' probabilities, ``(9, 9)``."""
        found = self._robustness
        return None if found is None else (self.accessibleName(), found.probabilities)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self._choose(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and self._robustness is not None:
            QToolTip.showText(event.globalPosition().toPoint(), self._words(*cell), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or self._robustness is None:
            super().keyPressEvent(event)
            return
        row, column = self._nearest(self._robustness)
        self._choose(_within(row + step[0]), _within(column + step[1]))

    def box(self, row: int, column: int) -> QRect:
        """The area of a cell."""
        top_left, bottom_right = (
            self._plot.widget.mapTo(self, self._plot.place(column + step, row + step))
            for step in (0, 1)
        )
        return QRect(top_left, bottom_right - QPoint(1, 1))

    def _cell_at(self, at: QPoint) -> tuple[int, int] | None:
        x, y = self._plot.values_at(self._plot.widget.mapFrom(self, at))
        row, column = math.floor(y), math.floor(x)
        return (row, column) if 0 <= row < GRID_SIDE and 0 <= column < GRID_SIDE else None

    def _choose(self, row: int, column: int) -> None:
        if self._robustness is not None:
            self.transform_chosen.emit(self._robustness.change_at(self._transform, row, column))

    def _nearest(self, found: Robustness) -> tuple[int, int]:
        """The cell nearest to the current transform."""
        down = abs(found.down - getattr(self._transform, found.axes.down))
        across = abs(found.across - getattr(self._transform, found.axes.across))
        return int(down.argmin()), int(across.argmin())

    def _apply_theme(self) -> None:
        palette = self.palette()
        dark = theme.is_dark(palette)
        self._plot.apply_theme(palette, (), ())
        self._cells.edgecolors = pg.mkPen(palette.color(palette.ColorRole.Base))
        colours = [QColor(int(pixel)) for pixel in colour.diverging(dark)[1:]]
        self._cells.setColorMap(pg.ColorMap(None, colours))
        self._colour_names()
        line = self.fontMetrics().lineSpacing()
        self.setMinimumSize(LEAST_CELL * GRID_SIDE + 4 * line, LEAST_CELL * GRID_SIDE + 3 * line)
        self._fit_names()
        self._legend.setFont(theme.scaled_font(self.font(), SMALL))
        self._show()

    def _show(self) -> None:
        found = self._robustness
        self._plot.widget.setVisible(found is not None)
        self._legend.setText(tr("nothing yet") if found is None else self._legend_text())
        self._describe()
        if found is None:
            return
        share = np.maximum(PALEST, found.probabilities**2)
        self._cells.setData(np.where(found.labels == self._usual, share, -share).T)
        if not self._names:
            self._add_names()
        for name, label in zip(self._names, found.labels.ravel().tolist(), strict=True):
            name.setText(str(label) if label < DIGITS else DASH)
        across, down = found.axes.across, found.axes.down
        left, right = _ends(across, found.across)
        self._plot.set_ticks("bottom", [left, (GRID_SIDE / 2, name_text(across)), right])
        self._plot.set_ticks("left", _ends(down, found.down))
        self._plot.set_label("left", name_text(down))
        self._place_mark()

    def _add_names(self) -> None:
        """Make the texts when they are first needed: it takes as long as all other widgets."""
        for place in range(GRID_SIDE**2):
            name = pg.TextItem(anchor=(0.5, 0.5))
            name.setPos(place % GRID_SIDE + 0.5, place // GRID_SIDE + 0.5)
            name.setZValue(1)  # above the squares
            self._plot.add(name)
            self._names.append(name)
        self._colour_names()
        self._fit_names()

    def _colour_names(self) -> None:
        for name in self._names:
            name.setColor(self.palette().color(self.palette().ColorRole.Text))

    def _fit_names(self) -> None:
        """Write the answers half as high as their squares."""
        font = QFont(self.font())
        font.setPixelSize(max(LEAST_LETTERS, self.box(0, 0).height() // 2))
        for name in self._names:
            name.setFont(font)

    def _legend_text(self) -> str:
        dark = theme.is_dark(self.palette())
        return tr(
            "<font color='{orange}'>■</font> same answer &nbsp; "
            "<font color='{blue}'>■</font> different answer",
            orange=(colour.POSITIVE_DARK if dark else colour.POSITIVE_LIGHT)[2],
            blue=(colour.NEGATIVE_DARK if dark else colour.NEGATIVE_LIGHT)[2],
        )

    def _place_mark(self) -> None:
        if self._robustness is None:
            return
        pen = pg.mkPen(self.palette().color(self.palette().ColorRole.Text), width=2)
        if self.hasFocus():
            pen.setStyle(Qt.PenStyle.DotLine)
        self._mark.setPen(pen)
        row, column = self._nearest(self._robustness)
        self._mark.setPos(column, row)

    def _words(self, row: int, column: int) -> str:
        assert self._robustness is not None
        found = self._robustness
        across, down = found.axes.across, found.axes.down
        return tr(
            "{across} {across_value}, {down} {down_value}: {answer}, {probability}",
            across=name_text(across),
            across_value=value_text(across, float(found.across[column])),
            down=name_text(down),
            down_value=value_text(down, float(found.down[row])),
            answer=class_name(int(found.labels[row, column])),
            probability=percentage(float(found.probabilities[row, column])),
        )

    def _describe(self) -> None:
        found = self._robustness
        if found is None:
            self.setAccessibleDescription(tr("nothing yet"))
            return
        same = int((found.labels == self._usual).sum())
        self.setAccessibleDescription(
            tr(
                "{same} of %n changes keep the answer. Marked: {cell}",
                "",
                GRID_SIDE**2,
                same=same,
                cell=self._words(*self._nearest(found)),
            )
        )


def _ends(name: str, values: Floats) -> list[tuple[float, str]]:
    """The places and the texts of the first and the last of the values of an attribute."""
    return [(end + 0.5, value_text(name, float(values[end]))) for end in (0, LAST)]


def _within(place: int) -> int:
    return min(max(place, 0), LAST)
