"""The line below everything: which network reads, and how a training goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from digitpad.models.network_library import NetworkLibrary
from digitpad.text.numbers import duration
from digitpad.training.outcome import TrainingResult
from digitpad.training.trainer import State, Trainer

SIDE_MARGIN = 12


class StatusBar(QStatusBar):
    """Shows a ``NetworkLibrary`` and a ``Trainer``, and the way ``back`` to a bundled network."""

    def __init__(
        self,
        session: NetworkLibrary,
        trainer: Trainer,
        back: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._network = QLabel()
        self._network.setObjectName("networkName")
        self._network.setTextFormat(Qt.TextFormat.PlainText)  # a name comes from a file
        self._back = QPushButton(f"Back to the bundled {session.bundled[0].name}")
        self._back.setObjectName("bundledButton")
        self._back.setToolTip(back.toolTip())
        self._back.setFlat(True)
        policy = self._back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the line, and the pad above it, keep their height
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
        self._told: TrainingResult | None = None
        self._back.clicked.connect(back.trigger)
        session.changed.connect(self._note_network)
        trainer.state_changed.connect(self._follow)
        trainer.progressed.connect(self._follow)
        self._follow()

    def show_muted(self, count: int) -> None:
        """Say on every page how many filters do not take part in the answer."""
        filters = "1 filter" if count == 1 else f"{count} filters"
        self._muted.setText(f"{filters} muted" if count else "")

    def _note_network(self) -> None:
        """How a training ended is news only as long as its network is in use."""
        if not self._session.is_modified:
            self._told = self._trainer.outcome
        self._follow()

    def _follow(self) -> None:
        self._network.setText(f"Network: {title(self._session, self._trainer)}")
        self._back.setVisible(self._trainer.is_active or not self._session.is_bundled)
        self._training.setText(_training_words(self._trainer, self._told))


def title(session: NetworkLibrary, trainer: Trainer) -> str:
    """The network that reads now, in a few words."""
    return f"{trainer.network_name} (in training)" if trainer.is_active else session.title


def _training_words(trainer: Trainer, told: TrainingResult | None) -> str:
    state, batch, outcome = trainer.state, trainer.batch, trainer.outcome
    if state is State.IDLE:
        return "Not training" if outcome is None or outcome is told else outcome.words
    doing = {State.RUNNING: "Training", State.PAUSED: "Paused", State.STOPPING: "Stopping"}[state]
    if batch is None:
        return f"{doing}: reading the pictures…"
    left = f", {duration(batch.seconds_left)} left" if state is State.RUNNING else ""
    return f"{doing}: epoch {batch.epoch} of {batch.epochs}, {100 * batch.fraction:.0f} %{left}"
