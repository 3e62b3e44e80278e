"""The dialogs.  None of them stops the program: they open, and answer when they are closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitpad import __version__

FILE_FILTER = "Networks (*.npz *.h5)"
ABOUT = (
    f"<h3>digitpad {__version__}</h3>"
    "<p>A laboratory for looking inside a convolutional network, on your own handwriting.</p>"
    "<p>Everything is computed on this machine; nothing leaves it.</p>"
)


def ask_what_to_open(parent: QWidget, call: Callable[[str], None]) -> None:
    """``call`` with the network file that is chosen."""
    dialog = QFileDialog(parent, "Open network", "", FILE_FILTER)
    dialog.setObjectName("openDialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(call)
    _open(dialog)


def ask_where_to_save(parent: QWidget, name: str, call: Callable[[str], None]) -> None:
    """``call`` with the file that is chosen; ``name`` is proposed."""
    dialog = QFileDialog(parent, "Save network", name, FILE_FILTER)
    dialog.setObjectName("saveDialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("npz")
    dialog.fileSelected.connect(call)
    _open(dialog)


def tell_problem(parent: QWidget, sentence: str) -> None:
    """Say what went wrong."""
    box = QMessageBox(QMessageBox.Icon.Warning, "digitpad", sentence, parent=parent)
    box.setObjectName("problemDialog")
    box.setTextFormat(Qt.TextFormat.PlainText)
    _open(box)


def tell_about(parent: QWidget) -> None:
    """Say what this program is."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About digitpad", ABOUT, parent=parent)
    box.setObjectName("aboutDialog")
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    _open(box)


def _open(dialog: QFileDialog | QMessageBox) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
