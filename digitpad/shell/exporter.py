"""Exports pictures and numbers: to the clipboard, or to files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QRect, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from digitpad.exchange.tables import as_npy, as_table
from digitpad.pages.common import rendering
from digitpad.pages.common.exportable import Named
from digitpad.shell import dialogs
from digitpad.tasks.file_writer import FileWriter
from digitpad.text.file_names import picture_name
from digitpad.text.translation import tr

SCALES = (1, 2, 3, 4)
Content = Callable[[], bytes]
Contents = dict[str, Content]
"""By the file filter of a dialog."""


class Exporter(QObject):
    """Copies and saves pictures of widgets, and arrays.

    Attributes:
        scale: pixels of a picture for each pixel of the screen.
        writer: writes the files.

    Signals:
        notified(str): a sentence about what was done.
    """

    notified = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.scale = 2
        self.writer = FileWriter(self)
        self.writer.written.connect(
            lambda path: self.notified.emit(tr("Saved {file}.", file=path.name))
        )
        self.writer.failed.connect(self._show_failure)
        self._window = window
        places = QStandardPaths.StandardLocation
        kinds = places.PicturesLocation, places.DocumentsLocation
        self._folder = dialogs.usual_folder(*kinds)

    def copy_picture(self, widget: QWidget, part: QRect | None = None) -> None:
        """Copy a picture of ``widget``, or of a part of it."""
        if not isValid(widget):  # another network was shown while the menu was open
            self.notified.emit(_gone())
            return
        self._copy(rendering.picture(widget, self.scale, part))

    def copy_page(self, *widgets: QWidget) -> None:
        """Copy a picture of these widgets side by side, with their scrolled content."""
        self._copy(rendering.whole(widgets, self.scale))

    def save_page(self, name: str, *widgets: QWidget) -> None:
        """Ask for a file, and save the same to it."""
        image = rendering.whole(widgets, self.scale)
        self._ask(tr("Save picture"), picture_name(name), {_png(): lambda: rendering.as_png(image)})

    def _copy(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.notified.emit(
            tr(
                "Copied a picture of {width} × {height} pixels.",
                width=image.width(),
                height=image.height(),
            )
        )

    def save_picture(self, widget: QWidget, name: str, part: QRect | None = None) -> None:
        """Ask for a file, and save a picture of ``widget``, or of a part of it.

        A whole widget that is painted with lines can also be saved as SVG.
        """
        if not isValid(widget):
            self.notified.emit(_gone())
            return
        image = rendering.picture(widget, self.scale, part)
        drawing = rendering.drawing(widget) if part is None else None
        contents: Contents = {_png(): lambda: rendering.as_png(image)}
        if drawing is not None:
            contents[tr("Drawing that stays sharp at any size (*.svg)")] = lambda: drawing
        self._ask(tr("Save picture"), picture_name(name), contents)

    def copy_numbers(self, numbers: Named) -> None:
        """Copy an array, in a form for spreadsheets and one for text editors."""
        name, values = numbers
        data = QMimeData()
        data.setText(as_table(name, values, "\t"))
        data.setData("text/csv", as_table(name, values).encode())
        QGuiApplication.clipboard().setMimeData(data)
        self.notified.emit(tr("Numbers copied: %n.", "", values.size))

    def save_numbers(self, numbers: Named) -> None:
        """Ask for a file, and save an array to it."""
        name, values = numbers[0], numbers[1].copy()
        contents: Contents = {
            tr("Table (*.csv)"): lambda: as_table(name, values).encode(),
            tr("NumPy array (*.npy)"): lambda: as_npy(values),
        }
        self._ask(tr("Save numbers"), picture_name(name), contents)

    def _ask(self, title: str, name: str, contents: Contents) -> None:
        """Save the one of ``contents`` that fits the extension of the chosen file."""
        first = _ending(next(iter(contents)))
        proposal = self._folder / f"{name}{first}"
        dialog = QFileDialog(self._window, title, str(proposal), ";;".join(contents))
        dialog.setObjectName("takeDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(first[1:])
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)[1:]))
        dialog.fileSelected.connect(lambda path: self._write(Path(path), title, contents))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_failure(self, path: Path, error: Exception) -> None:
        why = getattr(error, "strerror", None) or error
        sentence = tr("{file} cannot be written: {reason}.", file=path.name, reason=why)
        dialogs.tell_problem(self._window, sentence)

    def _write(self, path: Path, title: str, contents: Contents) -> None:
        """Write ``path``; if its extension fits none of ``contents``, say so and ask again."""
        self._folder = path.parent
        kinds = {_ending(kind): content for kind, content in contents.items()}
        content = kinds.get(path.suffix.lower())
        if content is not None:
            self.writer.write(path, content)
            return
        sentence = tr(
            "{file} was not saved: its name must end in {extensions}.",
            file=path.name,
            extensions=" / ".join(kinds),
        )
        again = partial(self._ask, title, path.stem, contents)
        dialogs.tell_problem(self._window, sentence, again)


def _png() -> str:
    return tr("Picture (*.png)")


def _gone() -> str:
    return tr("That picture is gone: another network is shown now.")


def _ending(kind: str) -> str:
    """``.png`` for ``Picture (*.png)``."""
    return kind.rpartition("*")[2].rstrip(")")
