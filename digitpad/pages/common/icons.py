"""Icons from the desktop's theme, or else from our files, in the theme's colours."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

ASSETS = "digitpad_assets"
SIZES = (18, 22, 27, 32)
RATIOS = (1, 2, 3)
APP_SIZES = (16, 32, 64, 128, 256)


def icon(name: str, palette: QPalette) -> QIcon:
    """The icon with a freedesktop name; ours has the colour of button text, and is sharp on every
    screen and at every text size."""
    if QIcon.hasThemeIcon(name):
        return QIcon.fromTheme(name)
    result, source = QIcon(), _source(name)
    modes = (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    )
    for mode, group in modes:
        colour = palette.color(group, QPalette.ColorRole.ButtonText).name()
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
        for size in SIZES:
            for ratio in RATIOS:
                result.addPixmap(_drawn(renderer, size, ratio), mode)
    return result


def app_icon() -> QIcon:
    """A 3 on a blue square."""
    result, renderer = QIcon(), QSvgRenderer(QByteArray(_source("digitpad").encode()))
    for size in APP_SIZES:
        result.addPixmap(_drawn(renderer, size))
    return result


def _source(name: str) -> str:
    return (files(ASSETS) / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(renderer: QSvgRenderer, size: int, ratio: int = 1) -> QPixmap:
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
