"""The main window: the pad on the left, the pages on the right."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Signal
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

import cnn
from cnn.errors import one_line, reason
from cnn.storage.files import HDF5
from digitpad.models.bundled_networks import BundledNetwork
from digitpad.models.network_library import FileError, NetworkLibrary, load
from digitpad.models.pad import Pad, Tool
from digitpad.models.recognition import Recognition
from digitpad.pages.common import actions, icons
from digitpad.pages.common.fields import ignore_passing_wheel
from digitpad.pages.common.page import Page
from digitpad.pages.pad.column import PadColumn
from digitpad.pages.training.form import TrainingForm
from digitpad.shell import dialogs
from digitpad.shell.error_bar import ErrorBar
from digitpad.shell.export_menu import ExportMenu
from digitpad.shell.menus import SavedNetworksMenu, add_menu
from digitpad.shell.page_tabs import PageTabs
from digitpad.shell.presentation import Presentation
from digitpad.shell.status_bar import StatusBar, network_title
from digitpad.shell.tour import Tour
from digitpad.tasks.thread import LatestTask
from digitpad.text.file_names import file_name
from digitpad.text.translation import tr
from digitpad.training.trainer import State, Trainer

MARGIN = 16
USUAL_SIZE = QSize(1280, 800)
FRAME = QSize(8, 40)
"""Space for the frame and the title that a desktop adds to a window; most need less."""
GEOMETRY = "window/geometry"
BRUSH_STEP = 4


class MainWindow(QMainWindow):
    """The window with the pad, the ``pages``, menus and dialogs.

    The menu entries for training act on ``training_form``, which is on one of the pages.

    Attributes:
        tour: the guided tour.

    Signals:
        class_clicked(int): the class whose bar beside the pad was clicked.
        closed: the window was closed.
    """

    class_clicked = Signal(int)
    closed = Signal()

    def __init__(
        self,
        pad: Pad,
        recognition: Recognition,
        trainer: Trainer,
        library: NetworkLibrary,
        settings: QSettings,
        pages: Sequence[Page],
        training_form: TrainingForm,
        log_file: Path | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowIcon(icons.app_icon())
        self._pad = pad
        self._recognition = recognition
        self._trainer = trainer
        self._library = library
        self._settings = settings
        self._training_form = training_form
        self._tabs = PageTabs(pages)
        self._make_actions(pages)
        self._export = ExportMenu(self, self._tabs)
        self._presentation = Presentation(self, self._least_size)
        self.tour = Tour(self, self._tabs, pad)
        self._make_menus()
        self._column = PadColumn(pad, recognition, self._tools)
        self._centre = QWidget()
        self._errors = ErrorBar(log_file)
        self._status = StatusBar(library, trainer, self._bundled[0])
        self.setStatusBar(self._status)
        self._lay_out()
        self._connect()
        self._show_network()
        self._show_training()
        self._show_reading()
        self._show_ink()
        self._refresh_icons()
        self._restore_geometry()
        ignore_passing_wheel(self)
        self._opening = LatestTask(parent=self)
        self._opening.finished.connect(lambda opened: self._library.use_opened(*opened))
        self._opening.failed.connect(lambda problem: self.show_problem(reason(problem)))
        self._opening.failed.connect(lambda _: self._stop_opening())
        library.network_changed.connect(self._stop_opening)

    def show_problem(self, sentence: str) -> None:
        """Show a sentence about what went wrong, in a dialog that does not block the program."""
        dialogs.tell_problem(self, sentence)

    def show_page(self, page: QWidget) -> None:
        """Show this page."""
        self._tabs.show_page(page)

    def show_muted(self, count: int) -> None:
        """Show how many filters are off."""
        self._status.show_muted(count)

    def open_network(self, path: str | Path) -> None:
        """Use the network in a file; if there is a problem, show it and change nothing.

        HDF5 files are read in the background.
        """
        path = Path(path)
        if path.suffix.lower() in HDF5:
            self.statusBar().showMessage(tr("Opening {file}…", file=one_line(path.name)))
            self._opening.start(partial(_loading, path))
            return
        try:
            self._library.open(path)
        except FileError as problem:
            self.show_problem(str(problem))

    def save_network(self, path: str | Path) -> None:
        """Save the network to a file; if there is a problem, show it."""
        try:
            self._library.save(Path(path))
        except FileError as problem:
            self.show_problem(str(problem))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue(GEOMETRY, self.saveGeometry())
        self.closed.emit()
        self._opening.shut_down()
        self._errors.stop()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_column()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh_icons()
        if event.type() == QEvent.Type.WindowStateChange:
            self._full_screen.setChecked(self.isFullScreen())
        super().changeEvent(event)

    def _make_actions(self, pages: Sequence[Page]) -> None:
        make = actions.make
        self._open = make(actions.OPEN, self, self._ask_what_to_open)
        self._save = make(actions.SAVE, self, self._ask_where_to_save)
        self._quit = make(actions.QUIT, self, self.close)
        self._undo = make(actions.UNDO, self, self._pad.undo)
        self._redo = make(actions.REDO, self, self._pad.redo)
        self._clear = make(actions.CLEAR, self, self._pad.clear)
        self._eraser = make(actions.ERASER, self, self._choose_tool)
        self._thinner = make(actions.THINNER, self, lambda: self._change_brush(-BRUSH_STEP))
        self._thicker = make(actions.THICKER, self, lambda: self._change_brush(BRUSH_STEP))
        self._next_digit = make(actions.NEXT_DIGIT, self, self._recognition.choose_next)
        self._full_screen = make(actions.FULL_SCREEN, self, self._toggle_full_screen)
        self._bundled = [self._bundled_action(bundled) for bundled in self._library.bundled]
        self._page_actions = [self._page_action(page, number) for number, page in enumerate(pages)]
        self._start = make(actions.START, self, self._training_form.request_start)
        self._pause = make(actions.PAUSE, self, self._training_form.toggle_pause)
        self._stop = make(actions.STOP, self, self._trainer.stop)
        self._about = make(actions.ABOUT, self, lambda: dialogs.tell_about(self))
        self._tools = {
            "undoButton": self._undo,
            "redoButton": self._redo,
            "eraserButton": self._eraser,
            "clearButton": self._clear,
        }
        self._icons = {
            self._undo: "edit-undo",
            self._redo: "edit-redo",
            self._eraser: "draw-eraser",
            self._clear: "edit-clear-all",
        }

    def _bundled_action(self, bundled: BundledNetwork) -> QAction:
        is_first = bundled is self._library.bundled[0]
        action = actions.use_bundled(bundled.name, bundled.title, is_first)
        return actions.make(action, self, lambda: self._library.use_bundled(bundled.name))

    def _page_action(self, page: Page, number: int) -> QAction:
        action = actions.show_page(page.action, number + 1)
        return actions.make(action, self, lambda: self._tabs.setCurrentIndex(number))

    def _make_menus(self) -> None:
        saved = SavedNetworksMenu(self._library, self.open_network, self)
        training = (self._start, self._pause, self._stop)
        drawing = (self._eraser, self._thinner, self._thicker)
        network = (*self._bundled, None, saved, None, *training)
        export, bar = self._export.menu, self.menuBar()
        screen = (self._full_screen, self._presentation.action)
        add_menu(bar, tr("&File"), self._open, self._save, None, export, None, self._quit)
        add_menu(bar, tr("&Edit"), self._undo, self._redo, None, self._clear, None, *drawing)
        add_menu(bar, tr("&View"), *self._page_actions, None, self._next_digit, None, *screen)
        add_menu(bar, tr("&Network"), *network)
        add_menu(bar, tr("&Help"), self.tour.action, None, self._about)

    def _lay_out(self) -> None:
        layout = QHBoxLayout()
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN // 2)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._column)
        layout.addWidget(self._tabs, 1)
        rows = QVBoxLayout(self._centre)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._errors)
        rows.addLayout(layout, 1)
        self.setCentralWidget(self._centre)

    def _connect(self) -> None:
        self._column.class_clicked.connect(self.class_clicked)
        stack = self._pad.undo_stack
        stack.canUndoChanged.connect(self._undo.setEnabled)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._library.changed.connect(self._show_network)
        self._trainer.state_changed.connect(self._show_training)
        self._recognition.changed.connect(self._show_reading)
        self._pad.changed.connect(self._show_ink)

    def _restore_geometry(self) -> None:
        geometry = self._settings.value(GEOMETRY)
        restored = isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)
        if not restored:
            self.resize(USUAL_SIZE.boundedTo(self.screen().availableSize() - FRAME))

    def _least_size(self) -> QSize:
        """The least size at which no page scrolls."""
        least, pages = self.minimumSizeHint(), self._tabs.minimumSizeHint()
        width = least.width() - self._tabs.minimumWidth() + self._pages_width()
        return QSize(width, max(least.height(), pages.height() + MARGIN + MARGIN // 2))

    def _pages_width(self) -> int:
        """The least width at which neither the pages nor their tabs scroll."""
        return max(self._tabs.minimumSizeHint().width(), self._tabs.tabBar().sizeHint().width())

    def _fit_column(self) -> None:
        area = self._centre.contentsRect()
        width, height = area.width() - 3 * MARGIN, area.height() - MARGIN - MARGIN // 2
        self._column.fit(width, height, self._pages_width())

    def _refresh_icons(self) -> None:
        for action, name in self._icons.items():
            action.setIcon(icons.icon(name, self.palette()))

    def _choose_tool(self) -> None:
        self._pad.set_tool(Tool.ERASER if self._eraser.isChecked() else Tool.BRUSH)

    def _change_brush(self, step: int) -> None:
        self._pad.set_brush(self._pad.brush + step)

    def _toggle_full_screen(self) -> None:
        if self._full_screen.isChecked():
            self.showFullScreen()
        else:
            self.showNormal()

    def _show_network(self) -> None:
        training = self._trainer.is_active
        name = network_title(self._library, self._trainer)
        self.setWindowTitle(f"{name}[*] – digitpad")
        self.setWindowModified(self._library.is_modified and not training)
        self._save.setEnabled(not training)
        for action, bundled in zip(self._bundled, self._library.bundled, strict=True):
            action.setChecked(not training and bundled.name == self._library.bundled_name)

    def _stop_opening(self) -> None:
        """Stop opening a file: it must not replace a network that was chosen later."""
        self._opening.cancel()
        self.statusBar().clearMessage()

    def _show_training(self) -> None:
        state = self._trainer.state
        if self._trainer.is_active:
            self._stop_opening()
        self._start.setEnabled(state is State.IDLE)
        self._pause.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._pause.setText(
            tr("&Resume training") if state is State.PAUSED else tr("&Pause training")
        )
        self._stop.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._show_network()

    def _show_reading(self, _state: object = None) -> None:
        reading = self._recognition.state.reading
        self._next_digit.setEnabled(reading is not None and len(reading.digits) > 1)

    def _show_ink(self) -> None:
        self._clear.setEnabled(bool(self._pad.finished_strokes or self._pad.current_points))

    def _ask_what_to_open(self) -> None:
        dialogs.ask_what_to_open(self, self.open_network)

    def _ask_where_to_save(self) -> None:
        name = file_name(self._library.network.name, tr("network")) + ".npz"
        dialogs.ask_where_to_save(self, name, self.save_network)


def _loading(path: Path) -> Generator[None, None, tuple[cnn.Network, Path]]:
    yield
    return load(path), path
