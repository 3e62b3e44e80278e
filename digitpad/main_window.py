"""The window: the pad on the left, always; on the right what one wants to know."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QTabWidget,
    QWidget,
)

import cnn
from digitpad import actions, dialogs
from digitpad.models.pad import Pad, Tool
from digitpad.models.recognition import Recognition
from digitpad.models.session import FileError, Session
from digitpad.models.training import State, Trainer
from digitpad.pages import DrawColumn, LookInsidePage, TrainPage
from digitpad.painting import icons
from digitpad.wording import duration

MARGIN = 16
GEOMETRY = "window/geometry"
BRUSH_STEP = 4


class MainWindow(QMainWindow):
    """Arranges the views of the models it is given, and asks for files.

    Signals:
        closed: the window was closed.
        start_requested(str, object): a training of this preset with these
            ``cnn.TrainingSettings`` is wanted.
    """

    closed = Signal()
    start_requested = Signal(str, object)

    def __init__(
        self,
        pad: Pad,
        recognition: Recognition,
        trainer: Trainer,
        session: Session,
        settings: QSettings,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowIcon(icons.app_icon())
        self._pad = pad
        self._trainer = trainer
        self._session = session
        self._settings = settings
        self._make_actions()
        self._make_menus()
        self._column = DrawColumn(pad, recognition, self._tools)
        self._train_page = TrainPage(trainer)
        self._centre = QWidget()
        self._tabs = QTabWidget()
        self._tabs.setObjectName("tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(LookInsidePage(recognition), "Look inside")
        self._tabs.addTab(self._train_page, "Train")
        self._network_label = QLabel()
        self._network_label.setObjectName("networkName")
        self._network_label.setTextFormat(Qt.TextFormat.PlainText)  # a name comes from a file
        self._bundled_button = QPushButton("Use the bundled network")
        self._bundled_button.setObjectName("bundledButton")
        self._bundled_button.setFlat(True)
        policy = self._bundled_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the bar, and the pad above it, keep their height
        self._bundled_button.setSizePolicy(policy)
        self._bundled_button.setToolTip(self._bundled.toolTip())
        self._training_label = QLabel()
        self._training_label.setObjectName("trainingStatus")
        self._lay_out()
        self._connect()
        self._show_session()
        self._show_training()
        self._refresh_icons()
        self._restore_geometry()

    def show_problem(self, sentence: str) -> None:
        """Tell in a dialog what went wrong; the program goes on behind it."""
        dialogs.tell_problem(self, sentence)

    def open_network(self, path: str | Path) -> None:
        """Use the network in a file; a problem is shown, and everything stays as it was."""
        try:
            self._session.open(Path(path))
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
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_column()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh_icons()
        super().changeEvent(event)

    def _make_actions(self) -> None:
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
        self._look = make(actions.LOOK, self, lambda: self._tabs.setCurrentIndex(0))
        self._train = make(actions.TRAIN, self, lambda: self._tabs.setCurrentIndex(1))
        self._full_screen = make(actions.FULL_SCREEN, self, self._toggle_full_screen)
        self._bundled = make(actions.BUNDLED, self, self._session.use_bundled)
        self._start = make(actions.START, self, lambda: self._train_page.panel.request_start())
        self._pause = make(actions.PAUSE, self, lambda: self._train_page.panel.toggle_pause())
        self._stop = make(actions.STOP, self, self._trainer.stop)
        self._about = make(actions.ABOUT, self, lambda: dialogs.tell_about(self))
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

    def _make_menus(self) -> None:
        self._kept = QMenu("&Recently trained", self)
        self._kept.setObjectName("keptMenu")
        self._kept.aboutToShow.connect(self._list_kept)
        training = (self._start, self._pause, self._stop)
        drawing = (self._eraser, self._thinner, self._thicker)
        network = (self._bundled, self._kept, None, *training)
        self._add_menu("&File", self._open, self._save, None, self._quit)
        self._add_menu("&Edit", self._undo, self._redo, None, self._clear, None, *drawing)
        self._add_menu("&View", self._look, self._train, None, self._full_screen)
        self._add_menu("&Network", *network)
        self._add_menu("&Help", self._about)

    def _add_menu(self, title: str, *entries: QAction | QMenu | None) -> None:
        menu = self.menuBar().addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, QMenu):
                menu.addMenu(entry)
            else:
                menu.addAction(entry)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self._centre)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN // 2)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._column)
        layout.addWidget(self._tabs, 1)
        self.setCentralWidget(self._centre)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(MARGIN - 4, 0, MARGIN - 4, 4)
        bar.addWidget(self._network_label)
        bar.addWidget(self._bundled_button)
        bar.addPermanentWidget(self._training_label)

    def _connect(self) -> None:
        self._bundled_button.clicked.connect(self._bundled.trigger)
        stack = self._pad.undo_stack
        stack.canUndoChanged.connect(self._undo.setEnabled)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._train_page.panel.start_requested.connect(self.start_requested)
        self._session.changed.connect(self._show_session)
        self._trainer.state_changed.connect(self._show_training)
        self._trainer.progressed.connect(self._show_training)

    def _restore_geometry(self) -> None:
        geometry = self._settings.value(GEOMETRY)
        restored = isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)
        if not restored:
            self.resize(1280, 800)

    def _fit_column(self) -> None:
        area = self._centre.contentsRect()
        self._column.fit(area.width() - 2 * MARGIN, area.height() - MARGIN - MARGIN // 2)

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
        learning = f"{self._trainer.network_name} (in training)"
        title = learning if training else self._session.title
        self.setWindowTitle(f"{title}[*] – digitpad")
        self.setWindowModified(self._session.is_modified and not training)
        self._network_label.setText(f"Network: {title}")
        self._save.setEnabled(not training)
        self._bundled.setEnabled(training or not self._session.is_bundled)
        self._bundled_button.setVisible(self._bundled.isEnabled())

    def _show_training(self) -> None:
        state = self._trainer.state
        self._start.setEnabled(state is State.IDLE)
        self._pause.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._pause.setText("&Resume training" if state is State.PAUSED else "&Pause training")
        self._stop.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._training_label.setText(_training_words(state, self._trainer.batch))
        self._show_session()

    def _list_kept(self) -> None:
        self._kept.clear()
        for path in self._session.kept():
            action = self._kept.addAction(path.stem.rsplit(".", 1)[0])
            action.triggered.connect(lambda _checked=False, path=path: self.open_network(path))
        if self._kept.isEmpty():
            self._kept.addAction("No network has been trained yet").setEnabled(False)

    def _ask_what_to_open(self) -> None:
        dialogs.ask_what_to_open(self, self.open_network)

    def _ask_where_to_save(self) -> None:
        name = f"{self._session.network.name}.npz"
        dialogs.ask_where_to_save(self, name, self.save_network)


def _training_words(state: State, batch: cnn.BatchDone | None) -> str:
    if state is State.IDLE:
        return "Not training"
    if batch is None:
        return "Training: reading the pictures…"
    words = f"epoch {batch.epoch} of {batch.epochs}, {100 * batch.fraction:.0f} %"
    if state is State.RUNNING:
        return f"Training: {words}, {duration(batch.seconds_left)} left"
    return f"{'Paused' if state is State.PAUSED else 'Stopping'}: {words}"
