"""The controls of a replay: play, from stroke to stroke, and a scrubber."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QStyle, QWidget

from digitpad.models.replay import Replay

PLAY, PAUSE = QStyle.StandardPixmap.SP_MediaPlay, QStyle.StandardPixmap.SP_MediaPause
WIDEST = "point 888 of 888, stroke 88"


class ReplayControls(QWidget):
    """Buttons and a slider, one step for each point, that show and move a ``Replay``."""

    def __init__(self, replay: Replay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._replay = replay
        back = QStyle.StandardPixmap.SP_MediaSkipBackward
        on = QStyle.StandardPixmap.SP_MediaSkipForward
        self._back = self._button("previousStrokeButton", "Take the last stroke back.", back)
        self._play = self._button("playButton", "Draw it once more, or stop.", PLAY)
        self._on = self._button("nextStrokeButton", "Draw the stroke to its end.", on)
        self._back.setAccessibleName("Back a stroke")
        self._on.setAccessibleName("On a stroke")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("replaySlider")
        self._slider.setAccessibleName("Points drawn")
        self._slider.setToolTip("How many points are drawn; the arrow keys go from point to point.")
        self._slider.setPageStep(10)
        self._words = QLabel()
        self._words.setMinimumWidth(self._words.fontMetrics().horizontalAdvance(WIDEST))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._back, self._play, self._on):
            layout.addWidget(widget)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._words)
        self._back.clicked.connect(replay.previous_stroke)
        self._play.clicked.connect(self._play_or_pause)
        self._on.clicked.connect(replay.next_stroke)
        self._slider.valueChanged.connect(self._go_to)
        replay.changed.connect(self._follow)
        self._follow()

    def _button(self, name: str, tip: str, icon: QStyle.StandardPixmap) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setIcon(self.style().standardIcon(icon))
        return button

    def _play_or_pause(self) -> None:
        if self._replay.is_playing:
            self._replay.pause()
        else:
            self._replay.play()

    def _go_to(self, position: int) -> None:
        if position != self._replay.position:
            self._replay.go_to(position)

    def _follow(self) -> None:
        replay = self._replay
        self._slider.blockSignals(True)
        self._slider.setRange(0, replay.points)
        self._slider.setValue(replay.position)
        self._slider.blockSignals(False)
        words = f"point {replay.position} of {replay.points}, stroke {replay.stroke}"
        self._words.setText(words if replay.points else "")
        for widget in (self._back, self._play, self._on, self._slider):
            widget.setEnabled(replay.points > 0)
        self._play.setIcon(self.style().standardIcon(PAUSE if replay.is_playing else PLAY))
        self._play.setAccessibleName("Pause" if replay.is_playing else "Play")
