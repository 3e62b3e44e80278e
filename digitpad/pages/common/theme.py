"""The light and the dark theme: the system's palette, or ours if the system has none.

Every widget paints with the roles of its palette, or with the few colours derived here, so that it
follows the system automatically.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

MIN_POINT_SIZE = 10.5
ROLES = QPalette.ColorRole
LIGHT = {
    ROLES.Window: "#f3f4f6",
    ROLES.WindowText: "#1c2026",
    ROLES.Base: "#ffffff",
    ROLES.AlternateBase: "#eceef1",
    ROLES.Text: "#1c2026",
    ROLES.PlaceholderText: "#6a727d",
    ROLES.Button: "#fafbfc",
    ROLES.ButtonText: "#1c2026",
    ROLES.BrightText: "#ffffff",
    ROLES.Light: "#ffffff",
    ROLES.Midlight: "#e8eaee",
    ROLES.Mid: "#c9ced6",
    ROLES.Dark: "#a7adb7",
    ROLES.Shadow: "#7b828d",
    ROLES.Highlight: "#1f6feb",
    ROLES.HighlightedText: "#ffffff",
    ROLES.Accent: "#1f6feb",
    ROLES.Link: "#1f6feb",
    ROLES.ToolTipBase: "#1c2026",
    ROLES.ToolTipText: "#f3f4f6",
}
DARK = {
    ROLES.Window: "#1f2228",
    ROLES.WindowText: "#e9ebef",
    ROLES.Base: "#17191d",
    ROLES.AlternateBase: "#262a31",
    ROLES.Text: "#e9ebef",
    ROLES.PlaceholderText: "#9aa2ae",
    ROLES.Button: "#2b2f37",
    ROLES.ButtonText: "#e9ebef",
    ROLES.BrightText: "#ffffff",
    ROLES.Light: "#3a3f49",
    ROLES.Midlight: "#33373f",
    ROLES.Mid: "#3d424c",
    ROLES.Dark: "#121417",
    ROLES.Shadow: "#0b0c0e",
    ROLES.Highlight: "#5b9dff",
    ROLES.HighlightedText: "#0b1220",
    ROLES.Accent: "#5b9dff",
    ROLES.Link: "#5b9dff",
    ROLES.ToolTipBase: "#e9ebef",
    ROLES.ToolTipText: "#17191d",
}


def apply_theme(app: QApplication) -> None:
    """Make text large enough, and follow the system's light or dark theme from now on."""
    font = app.font()
    if 0 < font.pointSizeF() < MIN_POINT_SIZE:
        font.setPointSizeF(MIN_POINT_SIZE)
        app.setFont(font)
    hints = app.styleHints()
    if hints.colorScheme() is Qt.ColorScheme.Unknown:
        _wear(app, dark=is_dark(app.palette()))
    hints.colorSchemeChanged.connect(lambda _scheme: app.setPalette(QPalette()))


def force_theme(app: QApplication, dark: bool) -> None:
    """Use the light or the dark theme regardless of the system, for pictures and measurements."""
    scheme = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
    app.styleHints().setColorScheme(scheme)
    _wear(app, dark)


def _wear(app: QApplication, dark: bool) -> None:
    """Set our palette, with check boxes that are visible on a dark window."""
    palette = our_palette(dark)
    app.setPalette(palette)
    if dark:
        palette.setColor(ROLES.Base, palette.color(ROLES.Light))
    app.setPalette(palette, "QCheckBox")  # type: ignore[arg-type]  # bytes it does not take


def our_palette(dark: bool) -> QPalette:
    """The palette for a desktop that has none."""
    palette = QPalette()
    for role, name in (DARK if dark else LIGHT).items():
        palette.setColor(role, QColor(name))
    disabled = QPalette.ColorGroup.Disabled
    for role in (ROLES.Text, ROLES.WindowText, ROLES.ButtonText, ROLES.HighlightedText):
        palette.setColor(disabled, role, QColor("#676e79" if dark else "#a2a8b1"))
    palette.setColor(disabled, ROLES.Highlight, QColor("#3d424c" if dark else "#c9ced6"))
    return palette


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than its background."""
    return palette.color(ROLES.Text).lightness() > palette.color(ROLES.Base).lightness()


def accent(palette: QPalette) -> QColor:
    """The colour for highlights."""
    return palette.color(ROLES.Highlight)


def quiet(palette: QPalette) -> QColor:
    """The colour of secondary text, still readable on the window."""
    return mixed(palette.color(ROLES.WindowText), palette.color(ROLES.Window), 0.36)


def hairline(palette: QPalette) -> QColor:
    """The colour of thin lines."""
    return mixed(palette.color(ROLES.WindowText), palette.color(ROLES.Window), 0.78)


def trough(palette: QPalette) -> QColor:
    """The background colour of bars."""
    return mixed(palette.color(ROLES.WindowText), palette.color(ROLES.Window), 0.9)


def mixed(a: QColor, b: QColor, share: float) -> QColor:
    """``a`` with ``share`` of it replaced by ``b``."""
    pairs = ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
    return QColor.fromRgbF(*(x + (y - x) * share for x, y in pairs))


def fitting_font(font: QFont, words: str, width: float) -> QFont:
    """``font``, reduced if ``words`` would be wider than ``width``."""
    needed = QFontMetricsF(font).horizontalAdvance(words)
    if needed <= width:
        return font
    smaller = QFont(font)  # in whole pixels, like painting
    smaller.setPixelSize(max(1, int(QFontInfo(font).pixelSize() * width / needed)))
    return smaller


def scaled_font(font: QFont, factor: float, bold: bool = False) -> QFont:
    """``font`` made larger or smaller, with digits of equal width if it has them."""
    scaled = QFont(font)
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(font.pointSizeF() * factor)
    else:
        scaled.setPixelSize(max(1, round(font.pixelSize() * factor)))
    scaled.setBold(bold)
    return scaled
