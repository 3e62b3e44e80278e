"""The controls of a replay: play, previous and next stroke, and a slider."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from digitpad.pages.common import icons
from digitpad.pages.time.replay import ReplayModel
from digitpad.text.translation import tr


class ReplayControls(QWidget):
    """Buttons, and a slider with a step for each point, that control a ``ReplayModel``."""

    def __init__(self, replay: ReplayModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._replay = replay
        self._showed_playing: bool | None = None
        self._back = _button("previousStrokeButton", tr("Remove the last stroke."))
        self._play = _button("playButton", tr("Replay the drawing, or pause."))
        self._on = _button("nextStrokeButton", tr("Draw the next stroke."))
        self._back.setAccessibleName(tr("Previous stroke"))
        self._on.setAccessibleName(tr("Next stroke"))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("replaySlider")
        self._slider.setAccessibleName(tr("Points drawn"))
        self._slider.setToolTip(tr("Number of points drawn; use the arrow keys for single points."))
        self._slider.setPageStep(10)
        self._words = QLabel()
        self._measure()
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
        replay.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh_icons()
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        letters = self.fontMetrics()
        self._words.setMinimumWidth(letters.horizontalAdvance(_position_text(888, 888, 88)))
        for button in (self._back, self._play, self._on):
            button.setIconSize(QSize(letters.height(), letters.height()))

    def _play_or_pause(self) -> None:
        if self._replay.is_playing:
            self._replay.pause()
        else:
            self._replay.play()

    def _go_to(self, position: int) -> None:
        if position != self._replay.position:
            self._replay.go_to(position)

    def _show(self) -> None:
        replay = self._replay
        self._slider.blockSignals(True)
        self._slider.setRange(0, replay.points)
        self._slider.setValue(replay.position)
        self._slider.blockSignals(False)
        words = _position_text(replay.position, replay.points, replay.stroke)
        self._words.setText(words if replay.points else "")
        for widget in (self._back, self._play, self._on, self._slider):
            widget.setEnabled(replay.points > 0)
        if replay.is_playing is not self._showed_playing:
            self._showed_playing = replay.is_playing
            self._refresh_icons()
        self._play.setAccessibleName(tr("Pause") if replay.is_playing else tr("Play"))

    def _refresh_icons(self) -> None:
        play = "media-playback-pause" if self._replay.is_playing else "media-playback-start"
        names = {
            self._back: "media-skip-backward",
            self._play: play,
            self._on: "media-skip-forward",
        }
        for button, name in names.items():
            button.setIcon(icons.icon(name, self.palette()))


def _position_text(position: int, points: int, stroke: int) -> str:
    return tr(
        "point {position} of {points}, stroke {stroke}",
        position=position,
        points=points,
        stroke=stroke,
    )


def _button(name: str, tip: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
