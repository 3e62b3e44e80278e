"""Widgets painted into pictures that leave the program.

A picture of more pixels is painted anew, so lines and letters get sharper. A view that keeps pixels
must therefore ask the painter, not the screen, how many it needs: ``pixels_to_unit``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QPen, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

SVG_RESOLUTION = 96
"""Dots to the inch: what SVG takes a pixel for."""


def pixels_to_unit(painter: QPainter) -> float:
    """How many pixels a unit of the widget gets: of the screen, or of the picture it goes into."""
    return float(painter.deviceTransform().m11())


def picture(widget: QWidget, scale: float, part: QRect | None = None) -> QImage:
    """``widget`` or a part of it with all that is in it, ``scale`` pixels to each of its units."""
    part = part or widget.rect()
    image = QImage(part.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(widget.palette().color(widget.backgroundRole()))
    with _printing(widget, scale):
        QWidget.render(widget, image, QPoint(), QRegion(part))  # QGraphicsView has another one
    image.setDevicePixelRatio(1.0)
    return image


def drawing(widget: QWidget) -> bytes | None:
    """``widget`` as SVG; None where it paints pixels, which SVG would only wrap."""
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
    """Let the plots in ``widget`` draw for paper: dots as outlines, lines as much wider as needed,
    and nothing as the pixels that were kept for the screen.

    Their pens are as many pixels wide as they say, whatever is scaled.
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
