"""The dialogs.  None of them blocks the program: they open, and call back when they are closed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnn.errors import one_line
from digitpad import __version__
from digitpad.text.translation import tr


def ask_what_to_open(parent: QWidget, call: Callable[[str], None]) -> None:
    """Call ``call`` with the network file that is chosen."""
    dialog = QFileDialog(parent, tr("Open network"), "", tr("Networks (*.npz *.h5)"))
    dialog.setObjectName("openDialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(call)
    _open(dialog)


def usual_folder(*kinds: QStandardPaths.StandardLocation) -> Path:
    """The first of the user's folders of these ``kinds`` that exists, or else the home folder."""
    folders = [Path(QStandardPaths.writableLocation(kind)) for kind in kinds]
    return next((folder for folder in folders if folder.is_dir()), Path.home())


def ask_where_to_save(parent: QWidget, name: str, call: Callable[[str], None]) -> None:
    """Call ``call`` with the file that is chosen; ``name`` is suggested."""
    proposal = usual_folder(QStandardPaths.StandardLocation.DocumentsLocation) / name
    has_h5 = find_spec("h5py") is not None
    kinds = tr("Networks (*.npz *.h5)") if has_h5 else tr("Networks (*.npz)")
    dialog = QFileDialog(parent, tr("Save network"), str(proposal), kinds)
    dialog.setObjectName("saveDialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("npz")
    dialog.fileSelected.connect(call)
    _open(dialog)


def tell_problem(parent: QWidget, sentence: str, then: Callable[[], object] = lambda: None) -> None:
    """Show what went wrong; ``then`` is called when the dialog is closed."""
    box = QMessageBox(QMessageBox.Icon.Warning, "digitpad", one_line(sentence), parent=parent)
    box.setObjectName("problemDialog")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.finished.connect(lambda _button: then())
    _open(box)


def tell_about(parent: QWidget) -> None:
    """Show what this program is."""
    text = tr(
        "<h3>digitpad {version}</h3>"
        "<p>A laboratory for looking inside a convolutional network, with your own handwriting.</p>"
        "<p>Everything is computed on this machine; nothing leaves it.</p>"
        "<p>Free under the MIT licence; the MNIST digits are under CC BY-SA 3.0.</p>",
        version=__version__,
    )
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("About digitpad"), text, parent=parent)
    box.setObjectName("aboutDialog")
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    _open(box)


def _open(dialog: QFileDialog | QMessageBox) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
