"""The status bar: which network is in use, and the progress of a training."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from digitpad.models.network_library import NetworkLibrary
from digitpad.text.numbers import duration
from digitpad.text.translation import tr
from digitpad.training.result_text import result_text
from digitpad.training.run import TrainingResult
from digitpad.training.trainer import State, Trainer

SIDE_MARGIN = 12


class StatusBar(QStatusBar):
    """Shows a ``NetworkLibrary`` and a ``Trainer``, and a button for the action ``back``, which
    returns to a built-in network."""

    def __init__(
        self,
        library: NetworkLibrary,
        trainer: Trainer,
        back: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._trainer = trainer
        self._network = QLabel()
        self._network.setObjectName("networkName")
        self._network.setTextFormat(Qt.TextFormat.PlainText)  # a name comes from a file
        name = library.bundled[0].name
        self._back = QPushButton(tr("Use the built-in network {name}", name=name))
        self._back.setObjectName("bundledButton")
        self._back.setToolTip(back.toolTip())
        self._back.setFlat(True)
        policy = self._back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the bar, and the pad above it, keep their height
        self._back.setSizePolicy(policy)
        self._muted = QLabel()
        self._muted.setObjectName("mutedStatus")
        self._training = QLabel()
        self._training.setObjectName("trainingStatus")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(SIDE_MARGIN, 0, SIDE_MARGIN, 4)
        self.addWidget(self._network)
        self.addWidget(self._back)
        self.addPermanentWidget(self._muted)
        self.addPermanentWidget(self._training)
        self._result: TrainingResult | None = None
        self._back.clicked.connect(back.trigger)
        library.changed.connect(self._show_network)
        trainer.state_changed.connect(self._show_training)
        trainer.progressed.connect(self._show_training)
        trainer.finished.connect(self._take_result)
        self._show_network()

    def show_muted(self, count: int) -> None:
        """Show on every page how many filters are off."""
        self._muted.setText(tr("Filters off: %n", "", count) if count else "")

    def _take_result(self, _result: TrainingResult) -> None:
        run = self._trainer.run
        self._result = None if run is None else run.result
        self._show_training()

    def _show_network(self) -> None:
        """Show the network; how a training ended is news only while its network is in use."""
        if not self._library.is_modified:
            self._result = None
        self._show_training()

    def _show_training(self) -> None:
        name = network_title(self._library, self._trainer)
        self._network.setText(tr("Network: {name}", name=name))
        self._back.setVisible(self._trainer.is_active or not self._library.is_bundled)
        self._training.setText(self._training_text())

    def _training_text(self) -> str:
        trainer = self._trainer
        if trainer.state is State.IDLE or trainer.run is None:
            return "" if self._result is None else result_text(self._result)
        batch = trainer.run.batch
        if batch is None:
            waiting = {
                State.RUNNING: tr("Loading the training images…"),
                State.PAUSED: tr("Paused before the first batch"),
                State.STOPPING: tr("Stopping…"),
            }
            return waiting[trainer.state]
        values = {
            "epoch": batch.epoch,
            "epochs": batch.epochs,
            "percent": f"{int(100 * batch.fraction)} %",  # rounded down, like a progress bar
            "left": duration(batch.seconds_left),
        }
        if trainer.state is State.PAUSED:
            return tr("Paused: epoch {epoch} of {epochs}, {percent}", **values)
        if trainer.state is State.STOPPING:
            return tr("Stopping: epoch {epoch} of {epochs}, {percent}", **values)
        return tr("Training: epoch {epoch} of {epochs}, {percent}, {left} left", **values)


def network_title(library: NetworkLibrary, trainer: Trainer) -> str:
    """The network that reads the pad, such as "lenet (in training)"."""
    if trainer.is_active and trainer.run is not None:
        return tr("{name} (in training)", name=trainer.run.network.name)
    return library.title
