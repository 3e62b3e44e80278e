"""The window: the pad on the left, always; on the right what one wants to know."""

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
from digitpad.pages.common import icons, intents
from digitpad.pages.common.fields import leave_to_the_page
from digitpad.pages.common.page import Page
from digitpad.pages.pad.column import PadColumn
from digitpad.pages.training.form import TrainingForm
from digitpad.shell import dialogs
from digitpad.shell.error_bar import ErrorBar
from digitpad.shell.export_menu import ExportMenu
from digitpad.shell.menus import SavedNetworksMenu, add_menu
from digitpad.shell.page_tabs import PageTabs
from digitpad.shell.presentation import Presentation
from digitpad.shell.status_bar import StatusBar, title
from digitpad.shell.tour import Tour
from digitpad.tasks.thread import BackgroundThread
from digitpad.text.file_names import file_name
from digitpad.training.trainer import State, Trainer

MARGIN = 16
USUAL_SIZE = QSize(1280, 800)
FRAME = QSize(8, 40)
"""Room for the frame and the title that a desktop puts around a window; most take less."""
GEOMETRY = "window/geometry"
BRUSH_STEP = 4


class MainWindow(QMainWindow):
    """Arranges the pad and the ``pages`` it is given, and asks for files.

    ``train_panel``, on one of the pages, is what the menu's entries for a training act on.

    Attributes:
        tour: walks through the program.

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
        session: NetworkLibrary,
        settings: QSettings,
        pages: Sequence[Page],
        train_panel: TrainingForm,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowIcon(icons.app_icon())
        self._pad = pad
        self._recognition = recognition
        self._trainer = trainer
        self._session = session
        self._settings = settings
        self._train_panel = train_panel
        self._tabs = PageTabs(pages)
        self._make_actions(pages)
        self._take_away = ExportMenu(self, self._tabs)
        self._presentation = Presentation(self, self._least_size)
        self.tour = Tour(self, self._tabs, pad)
        self._make_menus()
        self._column = PadColumn(pad, recognition, self._tools)
        self._centre = QWidget()
        self._failures = ErrorBar()
        self._status = StatusBar(session, trainer, self._bundled[0])
        self.setStatusBar(self._status)
        self._lay_out()
        self._connect()
        self._show_session()
        self._show_training()
        self._show_reading()
        self._show_ink()
        self._refresh_icons()
        self._restore_geometry()
        leave_to_the_page(self)
        self._opening = BackgroundThread(parent=self)
        self._opening.arrived.connect(lambda opened: self._session.use_opened(*opened))
        self._opening.failed.connect(lambda problem: self.show_problem(reason(problem)))
        for over in (self._opening.finished, self._opening.failed, session.network_changed):
            over.connect(self._stop_opening)

    def show_problem(self, sentence: str) -> None:
        """Tell in a dialog what went wrong; the program goes on behind it."""
        dialogs.tell_problem(self, sentence)

    def turn_to(self, page: QWidget) -> None:
        """Show this page."""
        self._tabs.turn_to(page)

    def show_muted(self, count: int) -> None:
        """Say how many filters are muted."""
        self._status.show_muted(count)

    def open_network(self, path: str | Path) -> None:
        """Use the network in a file; a problem is shown, and everything stays as it was.

        HDF5 takes a process of its own and a moment.
        """
        path = Path(path)
        if path.suffix.lower() in HDF5:
            self.statusBar().showMessage(f"Opening {one_line(path.name)}…")
            self._opening.start(partial(_loaded, path))
            return
        try:
            self._session.open(path)
        except FileError as problem:
            self.show_problem(str(problem))

    def save_network(self, path: str | Path) -> None:
        """Save the network to a file; a problem is shown."""
        try:
            self._session.save(Path(path))
        except FileError as problem:
            self.show_problem(str(problem))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue(GEOMETRY, self.saveGeometry())
        self.closed.emit()
        self._opening.shut_down()
        self._failures.stop()
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
        make = intents.make
        self._open = make(intents.OPEN, self, self._ask_what_to_open)
        self._save = make(intents.SAVE, self, self._ask_where_to_save)
        self._quit = make(intents.QUIT, self, self.close)
        self._undo = make(intents.UNDO, self, self._pad.undo)
        self._redo = make(intents.REDO, self, self._pad.redo)
        self._clear = make(intents.CLEAR, self, self._pad.clear)
        self._eraser = make(intents.ERASER, self, self._choose_tool)
        self._thinner = make(intents.THINNER, self, lambda: self._change_brush(-BRUSH_STEP))
        self._thicker = make(intents.THICKER, self, lambda: self._change_brush(BRUSH_STEP))
        self._next_digit = make(intents.NEXT_DIGIT, self, self._recognition.choose_next)
        self._full_screen = make(intents.FULL_SCREEN, self, self._toggle_full_screen)
        self._bundled = [self._bundled_action(bundled) for bundled in self._session.bundled]
        self._turns = [self._turn_action(page, number) for number, page in enumerate(pages)]
        self._start = make(intents.START, self, self._train_panel.request_start)
        self._pause = make(intents.PAUSE, self, self._train_panel.toggle_pause)
        self._stop = make(intents.STOP, self, self._trainer.stop)
        self._about = make(intents.ABOUT, self, lambda: dialogs.tell_about(self))
        self._tools = {
            "undoButton": self._undo,
            "redoButton": self._redo,
            "eraserButton": self._eraser,
            "clearButton": self._clear,
        }
        self._icons = {
            self._undo: icons.undo,
            self._redo: icons.redo,
            self._eraser: icons.eraser,
            self._clear: icons.clear,
        }

    def _bundled_action(self, bundled: BundledNetwork) -> QAction:
        is_first = bundled is self._session.bundled[0]
        intent = intents.use_bundled(bundled.name, bundled.title, is_first)
        return intents.make(intent, self, lambda: self._session.use_bundled(bundled.name))

    def _turn_action(self, page: Page, number: int) -> QAction:
        intent = intents.turn_to(page.intent, number + 1)
        return intents.make(intent, self, lambda: self._tabs.setCurrentIndex(number))

    def _make_menus(self) -> None:
        kept = SavedNetworksMenu(self._session, self.open_network, self)
        training = (self._start, self._pause, self._stop)
        drawing = (self._eraser, self._thinner, self._thicker)
        network = (*self._bundled, None, kept, None, *training)
        taking, bar = self._take_away.menu, self.menuBar()
        screen = (self._full_screen, self._presentation.action)
        add_menu(bar, "&File", self._open, self._save, None, taking, None, self._quit)
        add_menu(bar, "&Edit", self._undo, self._redo, None, self._clear, None, *drawing)
        add_menu(bar, "&View", *self._turns, None, self._next_digit, None, *screen)
        add_menu(bar, "&Network", *network)
        add_menu(bar, "&Help", self.tour.action, None, self._about)

    def _lay_out(self) -> None:
        layout = QHBoxLayout()
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN // 2)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._column)
        layout.addWidget(self._tabs, 1)
        rows = QVBoxLayout(self._centre)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._failures)
        rows.addLayout(layout, 1)
        self.setCentralWidget(self._centre)

    def _connect(self) -> None:
        self._column.class_clicked.connect(self.class_clicked)
        stack = self._pad.undo_stack
        stack.canUndoChanged.connect(self._undo.setEnabled)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._session.changed.connect(self._show_session)
        self._trainer.state_changed.connect(self._show_training)
        self._recognition.reading_changed.connect(self._show_reading)
        self._pad.changed.connect(self._show_ink)

    def _restore_geometry(self) -> None:
        geometry = self._settings.value(GEOMETRY)
        restored = isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)
        if not restored:
            self.resize(USUAL_SIZE.boundedTo(self.screen().availableSize() - FRAME))

    def _least_size(self) -> QSize:
        """How large the window must be so that no page scrolls."""
        least, pages = self.minimumSizeHint(), self._tabs.minimumSizeHint()
        width = least.width() - self._tabs.minimumWidth() + self._pages_width()
        return QSize(width, max(least.height(), pages.height() + MARGIN + MARGIN // 2))

    def _pages_width(self) -> int:
        """How wide the pages and their tabs must be so that none scrolls."""
        return max(self._tabs.minimumSizeHint().width(), self._tabs.tabBar().sizeHint().width())

    def _fit_column(self) -> None:
        area = self._centre.contentsRect()
        width, height = area.width() - 3 * MARGIN, area.height() - MARGIN - MARGIN // 2
        self._column.fit(width, height, self._pages_width())

    def _refresh_icons(self) -> None:
        for action, shape in self._icons.items():
            action.setIcon(icons.icon(shape, self.palette()))

    def _choose_tool(self) -> None:
        self._pad.set_tool(Tool.ERASER if self._eraser.isChecked() else Tool.BRUSH)

    def _change_brush(self, step: int) -> None:
        self._pad.set_brush(self._pad.brush + step)

    def _toggle_full_screen(self) -> None:
        if self._full_screen.isChecked():
            self.showFullScreen()
        else:
            self.showNormal()

    def _show_session(self) -> None:
        training = self._trainer.is_active
        self.setWindowTitle(f"{title(self._session, self._trainer)}[*] – digitpad")
        self.setWindowModified(self._session.is_modified and not training)
        self._save.setEnabled(not training)
        for action, bundled in zip(self._bundled, self._session.bundled, strict=True):
            action.setChecked(not training and bundled.name == self._session.bundled_name)

    def _stop_opening(self) -> None:
        """A file that opens slowly must not replace what was chosen later."""
        self._opening.stop()
        self.statusBar().clearMessage()

    def _show_training(self) -> None:
        state = self._trainer.state
        if self._trainer.is_active:
            self._stop_opening()
        self._start.setEnabled(state is State.IDLE)
        self._pause.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._pause.setText("&Resume training" if state is State.PAUSED else "&Pause training")
        self._stop.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._show_session()

    def _show_reading(self) -> None:
        reading = self._recognition.reading
        self._next_digit.setEnabled(reading is not None and len(reading.digits) > 1)

    def _show_ink(self) -> None:
        self._clear.setEnabled(bool(self._pad.finished_strokes or self._pad.current_points))

    def _ask_what_to_open(self) -> None:
        dialogs.ask_what_to_open(self, self.open_network)

    def _ask_where_to_save(self) -> None:
        name = f"{file_name(self._session.network.name, 'network')}.npz"
        dialogs.ask_where_to_save(self, name, self.save_network)


def _loaded(path: Path) -> Generator[tuple[cnn.Network, Path], None, None]:
    yield load(path), path
