"""Taking pictures and numbers out of the program: to the clipboard, or into files."""

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

SCALES = (1, 2, 3, 4)
PNG, SVG = "Picture (*.png)", "Drawing that stays sharp at any size (*.svg)"
CSV, NPY = "Table (*.csv)", "NumPy array (*.npy)"
GONE = "That picture is gone: another network is shown now."
Content = Callable[[], bytes]
Contents = dict[str, Content]
"""By what a dialog calls its kind of file."""


class Exporter(QObject):
    """Copies and saves what a widget looks like, and arrays.

    Attributes:
        scale: how many pixels a picture has for each of the screen's.
        writing: does the writing.

    Signals:
        told(str): what has been done, in a sentence.
    """

    told = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.scale = 2
        self.writing = FileWriter(self)
        self.writing.written.connect(lambda name: self.told.emit(f"Saved {name}."))
        self.writing.failed.connect(lambda sentence: dialogs.tell_problem(window, sentence))
        self._window = window
        places = QStandardPaths.StandardLocation
        kinds = places.PicturesLocation, places.DocumentsLocation
        self._folder = dialogs.usual_folder(*kinds)

    def copy_picture(self, widget: QWidget, part: QRect | None = None) -> None:
        """Put what ``widget``, or a part of it, looks like on the clipboard."""
        if not isValid(widget):  # while the menu was open another network came
            self.told.emit(GONE)
            return
        self._copy(rendering.picture(widget, self.scale, part))

    def copy_page(self, *widgets: QWidget) -> None:
        """Put what these look like, side by side and all that they hold, on the clipboard."""
        self._copy(rendering.whole(widgets, self.scale))

    def save_page(self, name: str, *widgets: QWidget) -> None:
        """Ask for a file, and put the same in it."""
        image = rendering.whole(widgets, self.scale)
        self._ask("Save picture", picture_name(name), {PNG: lambda: rendering.as_png(image)})

    def _copy(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.told.emit(f"Copied a picture of {image.width()} × {image.height()} pixels.")

    def save_picture(self, widget: QWidget, name: str, part: QRect | None = None) -> None:
        """Ask for a file, and put in it what ``widget``, or a part of it, looks like now.

        The whole can be saved as SVG as well, if it is painted with lines.
        """
        if not isValid(widget):
            self.told.emit(GONE)
            return
        image = rendering.picture(widget, self.scale, part)
        drawing = rendering.drawing(widget) if part is None else None
        contents: Contents = {PNG: lambda: rendering.as_png(image)}
        if drawing is not None:
            contents[SVG] = lambda: drawing
        self._ask("Save picture", picture_name(name), contents)

    def copy_numbers(self, numbers: Named) -> None:
        """Put an array on the clipboard, so that a spreadsheet takes it, and an editor too."""
        name, values = numbers
        data = QMimeData()
        data.setText(as_table(name, values, "\t"))
        data.setData("text/csv", as_table(name, values).encode())
        QGuiApplication.clipboard().setMimeData(data)
        self.told.emit(f"Copied {values.size} numbers.")

    def save_numbers(self, numbers: Named) -> None:
        """Ask for a file, and put an array in it."""
        name, values = numbers[0], numbers[1].copy()
        contents: Contents = {
            CSV: lambda: as_table(name, values).encode(),
            NPY: lambda: as_npy(values),
        }
        self._ask("Save numbers", picture_name(name), contents)

    def _ask(self, title: str, name: str, contents: Contents) -> None:
        """Write the one of ``contents`` whose ending the chosen file has."""
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

    def _write(self, path: Path, title: str, contents: Contents) -> None:
        """Write ``path``; with an ending that is none of these, say so and ask again."""
        self._folder = path.parent
        kinds = {_ending(kind): content for kind, content in contents.items()}
        content = kinds.get(path.suffix.lower())
        if content is not None:
            self.writing.write(path, content)
            return
        sentence = f"{path.name} is not saved: its name must end in {' or '.join(kinds)}."
        again = partial(self._ask, title, path.stem, contents)
        dialogs.tell_problem(self._window, sentence, again)


def _ending(kind: str) -> str:
    """``.png`` of ``Picture (*.png)``."""
    return kind.rpartition("*")[2].rstrip(")")
