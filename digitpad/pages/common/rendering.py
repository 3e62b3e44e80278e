"""Renders widgets as pictures for export.

A picture with more pixels is painted again, so lines and letters get sharper. A view that caches
pixels must therefore use the resolution of the painter, not of the screen: ``pixels_to_unit``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QGraphicsItem,
    QGraphicsView,
    QScrollArea,
    QScrollBar,
    QWidget,
)

ENLARGEMENTS = 8
"""The number of times that space is made for hidden content; each may reveal more."""
LAYOUTS = 8
"""The number of layout passes; one may make another necessary."""
LARGEST = QSize(8000, 8000)
SVG_RESOLUTION = 96
"""Dots per inch, for which an SVG unit is a pixel."""


def pixels_to_unit(painter: QPainter) -> float:
    """The number of pixels per unit of the widget, on the screen or in the picture."""
    return float(painter.deviceTransform().m11())


def picture(widget: QWidget, scale: float, part: QRect | None = None) -> QImage:
    """``widget`` or a part of it with its children, ``scale`` pixels per unit."""
    part = part or widget.rect()
    image = QImage(part.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(widget.palette().color(widget.backgroundRole()))
    with _printing(widget, scale):
        # QGraphicsView has a different method
        QWidget.render(widget, image, QPoint(), QRegion(part))
    image.setDevicePixelRatio(1.0)
    return image


def whole(widgets: Sequence[QWidget], scale: float) -> QImage:
    """The complete content of ``widgets``, side by side, without scroll bars."""
    images = []
    for widget in widgets:
        with _unrolled(widget) as content:
            images.append(picture(content, scale))
    joined = QImage(
        sum(image.width() for image in images),
        max(image.height() for image in images),
        QImage.Format.Format_RGB32,
    )
    joined.fill(widgets[0].palette().window().color())
    painter, left = QPainter(joined), 0
    for image in images:
        painter.drawImage(left, 0, image)
        left += image.width()
    painter.end()
    return joined


@contextmanager
def _unrolled(widget: QWidget) -> Iterator[QWidget]:
    """The content of ``widget``; if it scrolls, temporarily so large that nothing is hidden."""
    content = widget.widget() if isinstance(widget, QScrollArea) else None
    if content is None:
        yield widget
        return
    before, least = content.size(), content.minimumSize()
    areas = _scrolling(content)
    policies = [(a, a.horizontalScrollBarPolicy(), a.verticalScrollBarPolicy()) for a in areas]
    places = [(bar, bar.value()) for bar in content.findChildren(QScrollBar)]
    for area in areas:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    try:
        _make_room(content)
        yield content
    finally:
        content.setMinimumSize(least)
        content.resize(before)
        for area, across, down in policies:
            area.setHorizontalScrollBarPolicy(across)
            area.setVerticalScrollBarPolicy(down)
        _lay_out()
        for bar, value in places:
            bar.setValue(value)


def _make_room(content: QWidget) -> None:
    """Enlarge ``content`` in each direction until nothing is hidden, or until it no longer
    helps."""
    hidden = _hidden(content)
    for _ in range(ENLARGEMENTS):
        before = content.size()
        _enlarge(content, (before + hidden).boundedTo(LARGEST))
        _lay_out()
        left, size = _hidden(content), content.size()
        if left.width() == hidden.width():
            left.setWidth(0)
            size.setWidth(before.width())
        if left.height() == hidden.height():
            left.setHeight(0)
            size.setHeight(before.height())
        if size != content.size():
            _enlarge(content, size)
            _lay_out()
        if left.isNull():
            break
        hidden = left


def _scrolling(content: QWidget) -> list[QAbstractScrollArea]:
    """Everything in ``content`` that may scroll; plots do not."""
    areas = content.findChildren(QAbstractScrollArea)
    return [a for a in areas if a.isVisible() and not isinstance(a, QGraphicsView)]


def _lay_out() -> None:
    """Perform pending layouts at once."""
    for _ in range(LAYOUTS):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _enlarge(content: QWidget, size: QSize) -> None:
    """Resize, so that the area around it cannot undo it."""
    content.setMinimumSize(size)
    content.resize(size)


def _hidden(content: QWidget) -> QSize:
    """The largest hidden size in any visible scroll area in ``content``."""
    areas = _scrolling(content)
    return QSize(
        max((area.horizontalScrollBar().maximum() for area in areas), default=0),
        max((area.verticalScrollBar().maximum() for area in areas), default=0),
    )


def drawing(widget: QWidget) -> bytes | None:
    """``widget`` as SVG; None if it paints pixels, for which SVG has no advantage."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    generator.setResolution(SVG_RESOLUTION)
    generator.setTitle(widget.accessibleName())
    with _printing(widget, 1.0):
        QWidget.render(widget, generator, QPoint())
    content = bytes(buffer.data().data())
    return None if b"<image" in content else content


def as_png(image: QImage) -> bytes:
    """``image`` as the content of a PNG file; may be called in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@contextmanager
def _printing(widget: QWidget, scale: float) -> Iterator[None]:
    """Make the plots in ``widget`` draw for print: dots as outlines, thicker lines, and no cached
    pixels. The width of their pens is in pixels, whatever the scale.
    """
    widgets = [widget, *widget.findChildren(QGraphicsView)]
    plots = [plot for plot in widgets if isinstance(plot, QGraphicsView)]
    backgrounds = [plot.cacheMode() for plot in plots]
    items = [item for plot in plots for item in plot.scene().items()]
    kept = [(item, item.cacheMode()) for item in items]
    printed = [item for item in items if isinstance(item, pg.GraphicsItem)]
    curves = [item for item in printed if isinstance(item, pg.PlotCurveItem)]
    pens = [curve.opts["pen"] for curve in curves]
    for plot in plots:
        plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # the background as a rectangle
    for item in items:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    for item in printed:
        item.setExportMode(True)
    for curve, pen in zip(curves, pens, strict=True):
        curve.opts["pen"] = _widened(pen, scale / widget.devicePixelRatioF())
    try:
        yield
    finally:
        for plot, background in zip(plots, backgrounds, strict=True):
            plot.setCacheMode(background)
        for item, cache in kept:
            item.setCacheMode(cache)
        for item in printed:
            item.setExportMode(False)
        for curve, pen in zip(curves, pens, strict=True):
            curve.opts["pen"] = pen


def _widened(pen: QPen, factor: float) -> QPen:
    wider = QPen(pen)
    wider.setWidthF(pen.widthF() * factor)
    return wider
