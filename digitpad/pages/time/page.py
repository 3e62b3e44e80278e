"""The page that replays a drawing, and transforms it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
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
from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.common.page import PAGE_MARGIN, PageWidget, beside, scrolled
from digitpad.pages.time.replay import ReplayModel
from digitpad.pages.time.replay_controls import ReplayControls
from digitpad.pages.time.replay_view import ReplayView
from digitpad.pages.time.robustness_view import RobustnessView
from digitpad.pages.time.timeline_view import TimelineView
from digitpad.pages.time.transform import TransformModel
from digitpad.pages.time.transform_panel import TransformPanel
from digitpad.pages.time.words import name_text
from digitpad.reading.classes import answer_in_words, class_name
from digitpad.reading.reader import Prediction
from digitpad.text.translation import tr

LEFT_SHARE = 0.25
LEAST_LEFT = 200
MOST_LEFT = 320
LEAST_PIXEL, MOST_PIXEL = 7, 12


class TimePage(PageWidget):
    """Arranges the views of a ``ReplayModel`` and a ``TransformModel``.

    Args:
        pad: where transformed ink is put.
        recognition: reads the pad.

    Attributes:
        replay: replays the drawing.
        transform: transforms the drawing.
    """

    def __init__(self, pad: Pad, recognition: Recognition) -> None:
        super().__init__("timeTab")
        self._recognition = recognition
        self.replay = ReplayModel(recognition, self)
        self.transform = TransformModel(pad, recognition, self)
        self._replay_view = ReplayView(self.replay)
        self._replayed = _answer("replayAnswer")
        self._curves = TimelineView()
        self._changes = QLabel()
        self._last_change = QPushButton(tr("&Last change"))
        self._changed_ink = ArrayView(
            tr("What the network sees of the changed ink"),
            tr("The changed ink as 28 by 28 numbers, the input of the network."),
            IMAGE_SIDE * LEAST_PIXEL + 2,
            ink=True,
            blank=tr("nothing yet"),
        )
        self._changed_ink.setObjectName("changedInk")
        self._changed = _answer("changedAnswer")
        self._on_pad = QLabel()
        self._on_pad.setObjectName("foreseenText")
        self._on_pad.setWordWrap(True)
        self._map = RobustnessView()
        self._axes = QComboBox()
        self._timeline: Timeline | None = None
        self._as_changed: Prediction | None = None
        self._lay_out()
        self._connect()
        self._show_timeline(None)

    def set_visible(self, visible: bool) -> None:
        self.replay.set_visible(visible)
        self.transform.set_visible(visible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = min(max(round(self.width() * LEFT_SHARE), LEAST_LEFT), MOST_LEFT)
        for widget in (self._replay_view, self._replayed, self._changed, self._on_pad):
            widget.setFixedWidth(left)
        pixel = min(max((left - 2) // IMAGE_SIDE, LEAST_PIXEL), MOST_PIXEL)
        self._changed_ink.setFixedSize(IMAGE_SIDE * pixel + 2, IMAGE_SIDE * pixel + 2)

    def _connect(self) -> None:
        replay, transform = self.replay, self.transform
        replay.predicted.connect(lambda found: self._replayed.setText(_large(found)))
        replay.changed.connect(lambda: self._curves.mark(replay.time))
        replay.timeline_ready.connect(self._show_timeline)
        self._curves.time_chosen.connect(replay.go_to_time)
        self._last_change.clicked.connect(self._go_to_last_change)
        transform.predicted.connect(self._show_transformed)
        transform.predicted_on_pad.connect(self._show_on_pad)
        transform.robustness_ready.connect(self._map.show_robustness)
        transform.changed.connect(self._show_change)
        self._map.transform_chosen.connect(transform.set_transform)
        self._axes.activated.connect(lambda index: transform.set_axes(PAIRS[index]))

    def _lay_out(self) -> None:
        content = QWidget()
        sections = QVBoxLayout(content)
        sections.setContentsMargins(0, 0, PAGE_MARGIN // 2, 0)
        sections.setSpacing(6)
        sections.addWidget(QLabel(tr("<b>The answer over time</b>")))
        sections.addLayout(self._replay_section(), 3)
        sections.addWidget(ReplayControls(self.replay))
        sections.addSpacing(8)
        sections.addWidget(QLabel(tr("<b>Written differently</b>")))
        sections.addLayout(self._change_section(), 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN // 2, 8)
        layout.addWidget(scrolled(content, "timeScroll"))

    def _replay_section(self) -> QHBoxLayout:
        self._changes.setObjectName("flipsText")
        self._changes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._last_change.setObjectName("lastFlipButton")
        self._last_change.setToolTip(tr("Go to the last moment at which the answer changed."))
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._replay_view, 1)
        left.addWidget(self._replayed)
        line = QHBoxLayout()
        line.addWidget(self._changes, 1)
        line.addWidget(self._last_change)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._curves, 1)
        right.addLayout(line)
        return beside(left, right)

    def _change_section(self) -> QHBoxLayout:
        self._axes.setObjectName("axesBox")
        self._axes.setAccessibleName(tr("Axes of the map"))
        self._axes.setToolTip(tr("The two changes that the map tries, one across, one down."))
        for axes in PAIRS:
            across, down = name_text(axes.across), name_text(axes.down)
            self._axes.addItem(tr("{across} × {down}", across=across, down=down))
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._changed_ink)
        left.addWidget(self._changed)
        left.addWidget(self._on_pad)
        left.addStretch(1)
        middle = QVBoxLayout()
        middle.addWidget(TransformPanel(self.transform))
        middle.addStretch(1)
        caption = QLabel(tr("&Robustness over"))
        caption.setBuddy(self._axes)
        line = QHBoxLayout()
        line.addWidget(caption)
        line.addWidget(self._axes, 1)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addLayout(line)
        right.addWidget(self._map, 1)
        return beside(left, middle, right)

    def _show_timeline(self, timeline: Timeline | None) -> None:
        self._timeline = timeline
        self._curves.show_timeline(timeline)
        self._curves.mark(self.replay.time)
        self._changes.setText(_changes_text(timeline))
        self._last_change.setEnabled(timeline is not None and bool(timeline.changes))

    def _go_to_last_change(self) -> None:
        if self._timeline is not None and self._timeline.changes:
            self.replay.go_to_time(self._timeline.changes[-1].time)

    def _show_transformed(self, prediction: Prediction | None) -> None:
        self._as_changed = prediction
        self._changed_ink.show_values(None if prediction is None else prediction.input)
        self._changed.setText(_large(prediction))

    def _show_on_pad(self, prediction: Prediction | None) -> None:
        """Say so if the pad will read the transformed ink differently, and why."""
        here, there = self._as_changed, prediction
        if here is None or there is None or here.label == there.label:
            self._on_pad.setText("")
        else:
            self._on_pad.setText(
                tr(
                    "On the pad it is read as {digit}: there, ink is scaled and centred again.",
                    digit=answer_in_words(there)[0],
                )
            )

    def _show_change(self) -> None:
        prediction = self._recognition.state.prediction
        usual = None if prediction is None else int(prediction.outputs.argmax())
        self._map.show_transform(self.transform.transform, usual)
        self._axes.setCurrentIndex(PAIRS.index(self.transform.axes))


def _answer(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setMinimumHeight(round(2.1 * label.fontMetrics().height()))
    label.setText(_large(None))
    return label


def _large(prediction: Prediction | None) -> str:
    """An answer that can be read from the back of a room."""
    if prediction is None:
        return "<span style='font-size: xx-large'>–</span>"
    answer, share = answer_in_words(prediction)
    return f"<span style='font-size: xx-large; font-weight: bold'>{answer}</span> &nbsp; {share}"


def _changes_text(timeline: Timeline | None) -> str:
    if timeline is None:
        return tr("Draw a digit to see its answer over time.")
    if not timeline.changes:
        digit = class_name(int(timeline.probabilities[-1].argmax()))
        return tr("The answer was {digit} from start to end.", digit=digit)
    last = timeline.changes[-1]
    earlier = len(timeline.changes) - 1
    values = {
        "digit": class_name(last.after),
        "percent": f"{100 * last.time / float(timeline.times[-1]):.0f}",
    }
    if not earlier:
        return tr("Reads {digit} from {percent} % of the drawing on.", **values)
    return tr(
        "Reads {digit} from {percent} % of the drawing on. Earlier changes: %n.",
        "",
        earlier,
        **values,
    )
