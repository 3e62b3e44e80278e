"""The page that explains an answer: pixels, strokes, and the backward pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
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
from digitpad.pages.common.page import COLUMN_GAP, PAGE_MARGIN, PageWidget, beside, scrolled
from digitpad.pages.why.class_chooser import ClassChooser
from digitpad.pages.why.gradients_view import GradientsView
from digitpad.pages.why.logit_gradients_view import LogitGradientsView
from digitpad.pages.why.model import AttributionModel
from digitpad.pages.why.saliency_gallery import SaliencyGallery
from digitpad.pages.why.saliency_view import SaliencyView
from digitpad.pages.why.strokes_view import StrokesView
from digitpad.reading.classes import class_name
from digitpad.text.translation import tr

LARGE_SHARE = 0.39


class WhyPage(PageWidget):
    """Arranges the views of an ``AttributionModel``.

    Attributes:
        model: what is explained.
    """

    def __init__(self, recognition: Recognition) -> None:
        super().__init__("whyTab")
        self.model = AttributionModel(recognition, self)
        self._large = SaliencyView()
        self._title = QLabel()
        self._sentence = _words("methodSentence", lines=3)
        self._pixel = QLabel(_pixels_hint())
        self._gallery = SaliencyGallery()
        self._layers = _combo(
            "layerBox",
            tr("Convolution for Grad-CAM"),
            tr("The convolution whose maps Grad-CAM uses."),
        )
        self._against = _combo(
            "againstBox",
            tr("Compare with"),
            tr("The other answer that the contrast compares with."),
        )
        self._strokes, self._segments = StrokesView(fine=False), StrokesView(fine=True)
        self._ink = QLabel(_ink_hint())
        self._logits = LogitGradientsView()
        self._gradients = GradientsView(recognition.network)
        self._one: Explanation | None = None
        self._all: Explanation | None = None
        self._lay_out()
        self._connect(recognition)
        self._show_choices()

    def set_visible(self, visible: bool) -> None:
        self.model.set_visible(visible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._large.fit(round(self.width() * LARGE_SHARE))
        self._sentence.setFixedWidth(self._large.sizeHint().width())

    def _connect(self, recognition: Recognition) -> None:
        model = self.model
        model.changed.connect(self._show_choices)
        model.explained.connect(self._show_one)
        model.compared.connect(self._show_all)
        model.ablation_ready.connect(self._strokes.show_ablation)
        model.ablation_ready.connect(self._segments.show_ablation)
        model.gradients_ready.connect(self._logits.show_pass)
        model.gradients_ready.connect(self._gradients.show_pass)
        recognition.network_changed.connect(self._gradients.show_network)
        self._gallery.chosen.connect(model.show_large)
        self._layers.textActivated.connect(model.look_at)
        self._against.activated.connect(self._compare)
        self._large.hovered.connect(lambda text: self._pixel.setText(text or _pixels_hint()))
        for view in (self._strokes, self._segments):
            view.hovered.connect(lambda text: self._ink.setText(text or _ink_hint()))

    def _lay_out(self) -> None:
        content = QWidget()
        sections = QVBoxLayout(content)
        sections.setContentsMargins(0, 0, PAGE_MARGIN // 2, 0)
        sections.setSpacing(8)
        sections.addLayout(self._pixels_section())
        sections.addSpacing(10)
        sections.addWidget(_heading(tr("Which strokes")))
        sections.addLayout(self._strokes_section())
        sections.addSpacing(10)
        sections.addWidget(_heading(tr("Backward pass (how the network learns)")))
        sections.addWidget(self._logits)
        sections.addWidget(self._gradients)
        sections.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN // 2, 8)
        layout.setSpacing(10)
        layout.addWidget(ClassChooser(self.model))
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
            ((tr("&Grad-CAM of"), self._layers), (tr("&Contrast with"), self._against))
        ):
            label = QLabel(text)
            label.setBuddy(box)
            choices.addWidget(label, 0, column)
            choices.addWidget(box, 1, column)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(QLabel(tr("All methods. Click one to enlarge it.")))
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
            ((tr("Whole strokes"), self._strokes), (tr("Twelve equal pieces"), self._segments))
        ):
            section.addWidget(QLabel(text), 0, column)
            section.addWidget(view, 1, column)
        section.addWidget(self._ink, 2, 0, 1, 2)
        return section

    def _show_choices(self) -> None:
        model = self.model
        self._gallery.show_chosen(model.method)
        _fill(self._layers, dict(zip(model.layers, model.layers, strict=True)), model.layer)
        others: dict[object, str] = {None: self._likeliest_other()}
        others |= {label: class_name(label) for label in range(model.classes)}
        chosen = None if model.follows_runner_up else model.against
        _fill(self._against, others, chosen)
        self._show_large()

    def _likeliest_other(self) -> str:
        """The entry for the most probable other class, with the class in the picture beside it."""
        shown, model = self._one or self._all, self.model
        against = model.against if shown is None else shown.against
        if not model.follows_runner_up or against is None:
            return tr("next best")
        return tr("next best: {digit}", digit=class_name(against))

    def _show_one(self, explanation: Explanation | None) -> None:
        self._one = explanation
        self._against.setItemText(0, self._likeliest_other())
        self._show_large()

    def _show_all(self, explanation: Explanation | None) -> None:
        self._all = explanation
        self._gallery.show_explanation(explanation)

    def _show_large(self) -> None:
        """Show the method that was computed alone, or else the latest comparison."""
        method = self.model.method
        has_it = self._one is not None and method in self._one.pictures
        found = self._one if has_it else self._all
        self._large.show_explanation(found, method)
        title = tr(METHODS[method].title) if found is None else found.title(method)
        self._title.setText(f"<b>{title}</b>")
        self._sentence.setText("" if found is None else found.sentence(method))

    def _compare(self, index: int) -> None:
        self.model.compare_with(self._against.itemData(index))


def _pixels_hint() -> str:
    return tr("Hover over a pixel to read its value.")


def _ink_hint() -> str:
    return tr("Each piece was removed in turn. Orange: removing it makes this digit less likely.")


def _fill(box: QComboBox, entries: Mapping[Any, str], chosen: object) -> None:
    """Offer ``entries`` in ``box``, without a change if it does already."""
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
    """Wrapped text with space for some lines, so that nothing moves when it changes."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    return label
