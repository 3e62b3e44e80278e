"""The dialogs.  None of them stops the program: they open, and answer when they are closed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnn.errors import one_line
from digitpad import __version__

FILE_FILTER = "Networks (*.npz *.h5)"
NPZ_FILTER = "Networks (*.npz)"
ABOUT = (
    f"<h3>digitpad {__version__}</h3>"
    "<p>A laboratory for looking inside a convolutional network, on your own handwriting.</p>"
    "<p>All is computed on this machine; nothing leaves it.</p>"
    "<p>Free under the MIT licence; MNIST, the digits in it, under CC BY-SA 3.0.</p>"
)


def ask_what_to_open(parent: QWidget, call: Callable[[str], None]) -> None:
    """``call`` with the network file that is chosen."""
    dialog = QFileDialog(parent, "Open network", "", FILE_FILTER)
    dialog.setObjectName("openDialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(call)
    _open(dialog)


def usual_folder(*kinds: QStandardPaths.StandardLocation) -> Path:
    """The first of the user's own folders of these ``kinds`` that is there, else the home."""
    folders = [Path(QStandardPaths.writableLocation(kind)) for kind in kinds]
    return next((folder for folder in folders if folder.is_dir()), Path.home())


def ask_where_to_save(parent: QWidget, name: str, call: Callable[[str], None]) -> None:
    """``call`` with the file that is chosen; ``name`` is proposed."""
    proposal = usual_folder(QStandardPaths.StandardLocation.DocumentsLocation) / name
    kinds = NPZ_FILTER if find_spec("h5py") is None else FILE_FILTER
    dialog = QFileDialog(parent, "Save network", str(proposal), kinds)
    dialog.setObjectName("saveDialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("npz")
    dialog.fileSelected.connect(call)
    _open(dialog)


def tell_problem(parent: QWidget, sentence: str, then: Callable[[], object] = lambda: None) -> None:
    """Say what went wrong; ``then`` is called when that has been read."""
    box = QMessageBox(QMessageBox.Icon.Warning, "digitpad", one_line(sentence), parent=parent)
    box.setObjectName("problemDialog")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.finished.connect(lambda _button: then())
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
