"""The page "Time and change": the drawing once more, and the drawing written differently."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.explanation.robustness import PAIRS
from digitpad.explanation.timeline import Timeline
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common.page import PAGE_MARGIN, beside, scrolled
from digitpad.pages.time.replay import ReplayModel
from digitpad.pages.time.replay_controls import ReplayControls
from digitpad.pages.time.replay_view import ReplayView
from digitpad.pages.time.robustness_view import RobustnessView
from digitpad.pages.time.timeline_view import TimelineView
from digitpad.pages.time.transform import TransformModel
from digitpad.pages.time.transform_panel import TransformPanel
from digitpad.pages.time.transformed_view import TransformedView
from digitpad.pages.time.words import NAMES
from digitpad.reading.classes import answer_in_words, class_name
from digitpad.reading.reader import Prediction

LEFT_SHARE = 0.25
LEAST_LEFT = 200
MOST_LEFT = 320
ON_PAD = "On the pad it is read as {}: there, ink is scaled and centred again."
NO_INK = "Draw a digit to see how its answer grew."


class TimePage(QWidget):
    """Arranges the views of a ``ReplayModel`` and a ``TransformModel``; both rest while it is hidden.

    Args:
        pad: where the ink stands, and where changed ink is put.
        recognition: what is read on it.

    Attributes:
        replay: the drawing once more.
        variation: the drawing written differently.
    """

    def __init__(self, pad: Pad, recognition: Recognition) -> None:
        super().__init__()
        self.setObjectName("timeTab")
        self._recognition = recognition
        self.replay = ReplayModel(recognition, self)
        self.variation = TransformModel(pad, recognition, self)
        self._replay_view = ReplayView(self.replay)
        self._replayed = _answer("replayAnswer")
        self._curves = TimelineView()
        self._flips = QLabel()
        self._last_flip = QPushButton("&Last change")
        self._changed_ink = TransformedView()
        self._changed = _answer("changedAnswer")
        self._foreseen = QLabel()
        self._foreseen.setObjectName("foreseenText")
        self._foreseen.setWordWrap(True)
        self._map = RobustnessView()
        self._axes = QComboBox()
        self._growth: Timeline | None = None
        self._as_changed: Prediction | None = None
        self._lay_out()
        self._connect()
        self._show_growth(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.replay.set_active(True)
        self.variation.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.replay.set_active(False)
        self.variation.set_active(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = min(max(round(self.width() * LEFT_SHARE), LEAST_LEFT), MOST_LEFT)
        for widget in (self._replay_view, self._replayed, self._changed, self._foreseen):
            widget.setFixedWidth(left)
        self._changed_ink.fit(left)

    def _connect(self) -> None:
        replay, variation = self.replay, self.variation
        replay.predicted.connect(lambda found: self._replayed.setText(_large(found)))
        replay.changed.connect(lambda: self._curves.mark(replay.time))
        replay.grown.connect(self._show_growth)
        self._curves.time_chosen.connect(replay.go_to_time)
        self._last_flip.clicked.connect(self._go_to_last_flip)
        variation.predicted.connect(self._note_changed)
        variation.predicted.connect(self._changed_ink.show_prediction)
        variation.predicted.connect(lambda found: self._changed.setText(_large(found)))
        variation.foreseen.connect(self._foresee)
        variation.mapped.connect(self._map.show_stability)
        variation.changed.connect(self._show_change)
        self._map.change_chosen.connect(variation.set_change)
        self._axes.activated.connect(lambda index: variation.set_axes(PAIRS[index]))

    def _lay_out(self) -> None:
        content = QWidget()
        sections = QVBoxLayout(content)
        sections.setContentsMargins(0, 0, PAGE_MARGIN // 2, 0)
        sections.setSpacing(6)
        sections.addWidget(QLabel("<b>How the answer grew</b>"))
        sections.addLayout(self._replay_section(), 3)
        sections.addWidget(ReplayControls(self.replay))
        sections.addSpacing(8)
        sections.addWidget(QLabel("<b>Written differently</b>"))
        sections.addLayout(self._change_section(), 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN // 2, 8)
        layout.addWidget(scrolled(content, "timeScroll"))

    def _replay_section(self) -> QHBoxLayout:
        self._flips.setObjectName("flipsText")
        self._flips.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._last_flip.setObjectName("lastFlipButton")
        self._last_flip.setToolTip("Go to the moment when the answer became what it is.")
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._replay_view, 1)
        left.addWidget(self._replayed)
        line = QHBoxLayout()
        line.addWidget(self._flips, 1)
        line.addWidget(self._last_flip)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._curves, 1)
        right.addLayout(line)
        return beside(left, right)

    def _change_section(self) -> QHBoxLayout:
        self._axes.setObjectName("axesBox")
        self._axes.setAccessibleName("Axes of the map")
        self._axes.setToolTip("Which two changes the map tries, one across and one down.")
        for axes in PAIRS:
            self._axes.addItem(f"{NAMES[axes.across]} × {NAMES[axes.down]}")
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._changed_ink)
        left.addWidget(self._changed)
        left.addWidget(self._foreseen)
        left.addStretch(1)
        middle = QVBoxLayout()
        middle.addWidget(TransformPanel(self.variation))
        middle.addStretch(1)
        caption = QLabel("Stabilit&y over")
        caption.setBuddy(self._axes)
        line = QHBoxLayout()
        line.addWidget(caption)
        line.addWidget(self._axes, 1)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addLayout(line)
        right.addWidget(self._map, 1)
        return beside(left, middle, right)

    def _show_growth(self, growth: object) -> None:
        self._growth = growth if isinstance(growth, Timeline) else None
        self._curves.show_growth(growth)
        self._curves.mark(self.replay.time)
        self._flips.setText(_flips_in_words(self._growth))
        self._last_flip.setEnabled(self._growth is not None and bool(self._growth.flips))

    def _go_to_last_flip(self) -> None:
        if self._growth is not None and self._growth.flips:
            self.replay.go_to_time(self._growth.flips[-1].time)

    def _note_changed(self, prediction: object) -> None:
        self._as_changed = prediction if isinstance(prediction, Prediction) else None

    def _foresee(self, prediction: object) -> None:
        """Say where the pad will read the changed ink differently, and why."""
        words = ""
        seen, here = prediction, self._as_changed
        if isinstance(seen, Prediction) and here is not None and seen.label != here.label:
            words = ON_PAD.format(answer_in_words(seen)[0])
        self._foreseen.setText(words)

    def _show_change(self) -> None:
        prediction = self._recognition.prediction
        usual = None if prediction is None else int(prediction.outputs.argmax())
        self._map.show_change(self.variation.change, usual)
        self._axes.setCurrentIndex(PAIRS.index(self.variation.axes))


def _answer(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setMinimumHeight(round(2.1 * label.fontMetrics().height()))
    label.setText(_large(None))
    return label


def _large(prediction: object) -> str:
    """An answer that can be read from the back of the room."""
    if not isinstance(prediction, Prediction):
        return "<span style='font-size: xx-large'>–</span>"
    answer, share = answer_in_words(prediction)
    return f"<span style='font-size: xx-large; font-weight: bold'>{answer}</span> &nbsp; {share}"


def _flips_in_words(growth: Timeline | None) -> str:
    if growth is None:
        return NO_INK
    if not growth.flips:
        return f"The answer was {class_name(int(growth.probabilities[-1].argmax()))} all the way."
    last = growth.flips[-1]
    share = 100 * last.time / float(growth.times[-1])
    times = "once" if len(growth.flips) == 1 else f"{len(growth.flips)} times"
    return f"{class_name(last.after)} since {share:.0f} % of the pen's way; changed {times}."
