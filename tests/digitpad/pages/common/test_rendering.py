"""Exported widgets are painted at a higher resolution, not enlarged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QHBoxLayout, QWidget

import cnn
from digitpad.ink.samples import drawn_three
from digitpad.models.pad import Pad
from digitpad.pages.common import rendering
from digitpad.pages.common.plot import Plot
from digitpad.pages.feature_maps.view import FeatureMapsView
from digitpad.pages.handwriting.contact_sheet import ContactSheet
from digitpad.pages.handwriting.contact_sheet_view import ContactSheetView
from digitpad.pages.pad.pad_view import PadView

BLUE = QColor(0, 0, 255)


class Slope(QWidget):
    """Paints a thin line, and records the resolution."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(60, 40)
        self.ratio = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.ratio = rendering.pixels_to_unit(painter)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawLine(QPointF(0, 0), QPointF(60, 40))


class Photo(QWidget):
    """Paints pixels."""

    def paintEvent(self, event: QPaintEvent) -> None:
        pixels = QPixmap(10, 10)
        pixels.fill(BLUE)
        QPainter(self).drawPixmap(0, 0, pixels)


@pytest.fixture
def slope(qt: QApplication) -> Iterator[Slope]:
    page = QWidget()
    view = Slope()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(5, 7, 0, 0)
    layout.addWidget(view)
    page.show()
    assert QTest.qWaitForWindowExposed(page)
    yield view
    page.close()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows when an axis is painted; ask for it before the plot."""
    heard: list[None] = []
    monkeypatch.setattr(pg.AxisItem, "paint", lambda *_: heard.append(None))
    return heard


@pytest.fixture
def plot(qt: QApplication) -> Iterator[Plot]:
    made = Plot("curve", "A curve", 1, "epochs")
    made.apply_theme(made.widget.palette(), [BLUE], [True])
    made.draw(0, [0.0, 2.0, 4.0], [1.0, 1.0, 1.0])
    made.frame(0.0, 4.0, 0.0, 2.0)
    made.widget.resize(300, 200)
    made.widget.show()
    assert QTest.qWaitForWindowExposed(made.widget)
    yield made
    made.widget.close()


def pixels(image: QImage) -> npt.NDArray[np.uint8]:
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), :3].copy()


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_a_picture_has_so_many_pixels_and_all_are_painted(slope: Slope, scale: int) -> None:
    image = rendering.picture(slope, scale)
    assert image.size() == QSize(60 * scale, 40 * scale)
    assert image.devicePixelRatio() == 1.0
    assert slope.ratio == scale
    blown_up = rendering.picture(slope, 1).scaled(image.size())
    assert (image == blown_up) is (scale == 1)
    assert pixels(image)[-3 * scale :, -3 * scale :].min() < 90, "the line ends in the corner"


def test_a_picture_at_the_screens_scale_is_what_is_seen(slope: Slope) -> None:
    seen = slope.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    np.testing.assert_array_equal(pixels(rendering.picture(slope, 1)), pixels(seen))


def fine_edges(image: QImage, scale: int) -> int:
    """The number of ``scale``-pixel squares that contain both ink and paper: none in an enlarged
    picture."""
    grey = pixels(image)[:, :, 1].astype(int)
    height, width = grey.shape[0] // scale, grey.shape[1] // scale
    squares = grey[: height * scale, : width * scale].reshape(height, scale, width, scale)
    return int((squares.max(axis=(1, 3)) - squares.min(axis=(1, 3)) > 110).sum())


def kept_as_pixels() -> list[QWidget]:
    """Views that cache pixels, with ink or letters."""
    pad = Pad()
    pad.show_drawing(drawn_three())
    maps = FeatureMapsView(cnn.preset("lenet", np.random.default_rng(0)))
    sheet = ContactSheet()
    sheet.set_visible(True)
    while len(sheet.drawings) < 10:
        QApplication.processEvents()
    sheet.set_visible(False)
    return [PadView(pad), maps, ContactSheetView(sheet)]


def seen(view: QWidget) -> QImage:
    """The picture of the view after everything that it postpones."""
    image = rendering.picture(view, 1)
    while (later := rendering.picture(view, 1)) != image:
        image = later
    return image


def test_views_with_cached_pixels_are_painted_again_too(qt: QApplication) -> None:
    for view in kept_as_pixels():
        view.resize(480, 480)
        view.show()
        once = seen(view)
        assert fine_edges(once.scaled(once.size() * 2), 2) == 0
        assert fine_edges(rendering.picture(view, 2), 2) > 300, view
        assert seen(view) == once, "all is as before"
        view.close()


def test_what_is_seen_through_is_the_window(qt: QApplication) -> None:
    view = Photo()
    view.resize(20, 20)
    image = rendering.picture(view, 1)
    assert image.pixelColor(15, 15) == view.palette().color(view.palette().ColorRole.Window)
    assert image.pixelColor(5, 5) == BLUE


def thickness(image: QImage) -> int:
    """Of the blue line, in pixels, where no dot is."""
    column = pixels(image)[:, round(image.width() * 0.45)].astype(int)
    return int((column[:, 0] - column[:, 2] > 100).sum())


def test_the_lines_of_a_plot_grow_with_it(plot: Plot) -> None:
    before = plot.widget.cacheMode()
    once, thrice = (thickness(rendering.picture(plot.widget, scale)) for scale in (1, 3))
    assert 1 <= once <= 3
    assert abs(thrice - 3 * once) <= 2
    seen = plot.widget.grab().toImage()
    assert thickness(seen.convertToFormat(QImage.Format.Format_RGB32)) == once, "all is as before"
    assert plot.widget.cacheMode() == before
    items = plot.widget.scene().items()
    assert all(getattr(item, "_exportOpts", False) is False for item in items)


def test_a_plot_that_gets_longer_does_not_write_its_numbers_again(
    written: list[None],
    plot: Plot,
    count_paints: Callable[[QWidget], Any],
    wait_until: Callable[[Callable[[], object]], None],
) -> None:
    rendering.picture(plot.widget, 2)  # for which nothing is kept
    plot.widget.grab()
    written.clear()
    assert isinstance(plot.widget, QGraphicsView)
    counter = count_paints(plot.widget.viewport())
    plot.draw(0, [0.0, 2.0, 4.0], [1.0, 1.5, 2.0])
    wait_until(lambda: counter.count)
    assert not written
    plot.frame(0.0, 8.0, 0.0, 2.0)
    wait_until(lambda: written)


def test_a_plot_in_a_page_grows_as_well(plot: Plot) -> None:
    page = QWidget()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(plot.widget)
    page.resize(300, 200)
    page.show()
    assert thickness(rendering.picture(page, 3)) >= 5
    layout.removeWidget(plot.widget)
    plot.widget.setParent(None)
    page.close()


def test_a_plot_as_a_drawing_has_no_pixels(plot: Plot) -> None:
    content = rendering.drawing(plot.widget)
    assert content is not None
    assert b"<title>A curve</title>" in content
    assert b"epochs" in content, "letters stay letters"
    renderer = QSvgRenderer(content)
    assert renderer.isValid()
    assert renderer.viewBox().size() == QSize(300, 200)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert thickness(image) >= 1


def test_pixels_are_no_drawing(qt: QApplication) -> None:
    assert rendering.drawing(Photo()) is None


def test_png_keeps_every_pixel(slope: Slope) -> None:
    image = rendering.picture(slope, 2)
    back = QImage.fromData(rendering.as_png(image)).convertToFormat(QImage.Format.Format_RGB32)
    np.testing.assert_array_equal(pixels(back), pixels(image))
