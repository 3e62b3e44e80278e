"""The page "Why this answer?": pixels, strokes, and the way back through the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from digitpad.explanation.attribution import METHODS, Explanation
from digitpad.models.recognition import Recognition
from digitpad.pages.common.page import COLUMN_GAP, PAGE_MARGIN, beside, scrolled
from digitpad.pages.why.class_chooser import ClassChooser
from digitpad.pages.why.gradients_view import GradientsView
from digitpad.pages.why.logit_gradients_view import LogitGradientsView
from digitpad.pages.why.model import AttributionModel
from digitpad.pages.why.saliency_gallery import SaliencyGallery
from digitpad.pages.why.saliency_view import SaliencyView
from digitpad.pages.why.strokes_view import StrokesView
from digitpad.reading.classes import class_name

LARGE_SHARE = 0.39
LIKELIEST_OTHER = "the likeliest other"
PIXELS_HINT = "Point at a pixel to read its number."
INK_HINT = (
    "Each was left out, the rest stayed in its place, and the network read again. "
    "Orange: without it, the class would be less probable."
)


class WhyPage(QWidget):
    """Arranges the views of a ``AttributionModel``; nothing is computed while the page is hidden.

    Args:
        recognition: what is read on the pad.

    Attributes:
        question: what is asked; a ``AttributionModel``.
    """

    def __init__(self, recognition: Recognition) -> None:
        super().__init__()
        self.setObjectName("whyTab")
        self.question = AttributionModel(recognition, self)
        self._large = SaliencyView()
        self._title = QLabel()
        self._sentence = _words("methodSentence", lines=3)
        self._pixel = QLabel(PIXELS_HINT)
        self._gallery = SaliencyGallery()
        self._layers = _combo("layerBox", "Convolution of Grad-CAM",
                              "Which convolution's maps Grad-CAM looks at.")  # fmt: skip
        self._against = _combo("againstBox", "Compared with",
                               "Which other answer the contrast compares with.")  # fmt: skip
        self._strokes, self._pieces = StrokesView(fine=False), StrokesView(fine=True)
        self._ink = QLabel(INK_HINT)
        self._logits = LogitGradientsView()
        self._deltas = GradientsView(recognition.network)
        self._one: Explanation | None = None
        self._all: Explanation | None = None
        self._lay_out()
        self._connect(recognition)
        self._show_question()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.question.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.question.set_active(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._large.fit(round(self.width() * LARGE_SHARE))
        self._sentence.setFixedWidth(self._large.sizeHint().width())

    def _connect(self, recognition: Recognition) -> None:
        question = self.question
        question.changed.connect(self._show_question)
        question.explained.connect(self._show_one)
        question.compared.connect(self._show_all)
        question.blamed.connect(self._strokes.show_blame)
        question.blamed.connect(self._pieces.show_blame)
        question.sent_back.connect(self._logits.show_pass)
        question.sent_back.connect(self._deltas.show_pass)
        recognition.network_changed.connect(self._deltas.show_network)
        self._gallery.chosen.connect(question.show_large)
        self._layers.textActivated.connect(question.look_at)
        self._against.activated.connect(self._compare)
        self._large.pointed.connect(lambda words: self._pixel.setText(words or PIXELS_HINT))
        for view in (self._strokes, self._pieces):
            view.pointed.connect(lambda words: self._ink.setText(words or INK_HINT))

    def _lay_out(self) -> None:
        content = QWidget()
        sections = QVBoxLayout(content)
        sections.setContentsMargins(0, 0, PAGE_MARGIN // 2, 0)
        sections.setSpacing(8)
        sections.addLayout(self._pixels_section())
        sections.addSpacing(10)
        sections.addWidget(_heading("Which strokes"))
        sections.addLayout(self._strokes_section())
        sections.addSpacing(10)
        sections.addWidget(_heading("The way back"))
        sections.addWidget(self._logits)
        sections.addWidget(self._deltas)
        sections.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN // 2, 8)
        layout.setSpacing(10)
        layout.addWidget(ClassChooser(self.question))
        layout.addWidget(scrolled(content, "whyScroll"), 1)

    def _pixels_section(self) -> QHBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(4)
        for widget in (self._title, self._large, self._sentence, self._pixel):
            left.addWidget(widget)
        left.addStretch(1)
        choices = QGridLayout()
        choices.setHorizontalSpacing(12)
        for column, (text, box) in enumerate(
            (("&Grad-CAM of", self._layers), ("&Contrast with", self._against))
        ):
            label = QLabel(text)
            label.setBuddy(box)
            choices.addWidget(label, 0, column)
            choices.addWidget(box, 1, column)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(QLabel("All methods; click one to enlarge it."))
        right.addWidget(self._gallery)
        right.addLayout(choices)
        right.addStretch(1)
        return beside(left, right)

    def _strokes_section(self) -> QGridLayout:
        self._ink.setObjectName("blameText")
        self._ink.setWordWrap(True)
        self._ink.setMinimumHeight(2 * self._ink.fontMetrics().lineSpacing())
        section = QGridLayout()
        section.setSpacing(6)
        section.setHorizontalSpacing(COLUMN_GAP)
        for column, (text, view) in enumerate(
            (("Whole strokes", self._strokes), ("Pieces, a twelfth of the ink each", self._pieces))
        ):
            section.addWidget(QLabel(text), 0, column)
            section.addWidget(view, 1, column)
        section.addWidget(self._ink, 2, 0, 1, 2)
        return section

    def _show_question(self) -> None:
        question = self.question
        self._gallery.show_chosen(question.method)
        _fill(
            self._layers, dict(zip(question.layers, question.layers, strict=True)), question.layer
        )
        others: dict[object, str] = {None: self._likeliest_other()}
        others |= {label: class_name(label) for label in range(question.classes)}
        chosen = None if question.follows_runner_up else question.against
        _fill(self._against, others, chosen)
        self._show_large()

    def _likeliest_other(self) -> str:
        """What the entry says that follows the reading: the class that is in the picture beside."""
        shown, question = self._one or self._all, self.question
        against = question.against if shown is None else shown.against
        if not question.follows_runner_up or against is None:
            return LIKELIEST_OTHER
        return f"{LIKELIEST_OTHER}, {class_name(against)}"

    def _show_one(self, explanation: object) -> None:
        self._one = explanation if isinstance(explanation, Explanation) else None
        self._against.setItemText(0, self._likeliest_other())
        self._show_large()

    def _show_all(self, explanation: object) -> None:
        self._all = explanation if isinstance(explanation, Explanation) else None
        self._gallery.show_explanation(explanation)

    def _show_large(self) -> None:
        """The method on its own is the newest; where another was chosen, the last comparison."""
        method = self.question.method
        has_it = self._one is not None and method in self._one.pictures
        found = self._one if has_it else self._all
        self._large.show_explanation(found, method)
        title = METHODS[method].title if found is None else found.title(method)
        self._title.setText(f"<b>{title}</b>")
        self._sentence.setText("" if found is None else found.sentence(method))

    def _compare(self, index: int) -> None:
        self.question.compare_with(self._against.itemData(index))


def _fill(box: QComboBox, entries: Mapping[Any, str], chosen: object) -> None:
    """Let ``box`` offer ``entries``, without a stir where it does already."""
    known = {box.itemData(i): box.itemText(i) for i in range(box.count())}
    if list(known) != list(entries):
        box.clear()
        for data, text in entries.items():
            box.addItem(text, data)
    else:
        for i, text in enumerate(entries.values()):
            box.setItemText(i, text)
    index = list(entries).index(chosen) if chosen in entries else -1
    box.setCurrentIndex(index)
    box.setEnabled(bool(entries))


def _combo(name: str, title: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(tip)
    return box


def _heading(text: str) -> QLabel:
    label = QLabel(f"<b>{text}</b>")
    label.setTextFormat(Qt.TextFormat.RichText)
    return label


def _words(name: str, lines: int) -> QLabel:
    """Wrapped text with room for some lines, so that nothing jumps when it changes."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    return label
