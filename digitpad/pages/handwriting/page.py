"""The page about the training data: how digits are written, and how images are changed."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from digitpad.models.pad import Pad
from digitpad.pages.common.fields import WholeField
from digitpad.pages.common.page import PAGE_MARGIN, Column, PageWidget
from digitpad.pages.handwriting.augmentation import AugmentationPreview
from digitpad.pages.handwriting.augmentation_panel import AugmentationPanel
from digitpad.pages.handwriting.augmented_view import AugmentedView
from digitpad.pages.handwriting.contact_sheet import ContactSheet
from digitpad.pages.handwriting.contact_sheet_view import ContactSheetView
from digitpad.text.translation import QT_TR_NOOP, tr

SPACING = 12
PANEL_LETTERS = 38
WRITERS = 9999
VIEWS = (
    (QT_TR_NOOP("Ways of writing"), QT_TR_NOOP("The ways in which people write each digit.")),
    (
        QT_TR_NOOP("Augmentation"),
        QT_TR_NOOP("Random changes to images, so that a network learns from more of them."),
    ),
)


class HandwritingPage(QWidget):
    """Two views, one at a time: a contact sheet of handwriting, and randomly changed images."""

    def __init__(self, pad: Pad, sheet: ContactSheet, preview: AugmentationPreview) -> None:
        super().__init__()
        self.setObjectName("handwritingTab")
        views = QStackedWidget()
        views.addWidget(WaysView(pad, sheet))
        views.addWidget(AugmentationView(preview))
        chooser = QTabBar()
        chooser.setObjectName("handwritingViews")
        chooser.setAccessibleName(tr("Views of the training data"))
        chooser.setDrawBase(False)
        chooser.setExpanding(False)
        for number, (text, tip) in enumerate(VIEWS):
            chooser.addTab(tr(text))
            chooser.setTabToolTip(number, tr(tip))
        chooser.currentChanged.connect(views.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(SPACING)
        layout.addWidget(chooser)
        layout.addWidget(views, 1)


class WaysView(PageWidget):
    """The contact sheet, and the number of its writer."""

    def __init__(self, pad: Pad, sheet: ContactSheet) -> None:
        grid = ContactSheetView(sheet)
        super().__init__("waysView", first=grid)
        self._sheet = sheet
        grid.picked.connect(lambda number: pad.show_drawing(sheet.for_pad(number, pad.brush)))
        writer = WholeField()
        writer.setObjectName("handBox")
        writer.setAccessibleName(tr("Writer"))
        writer.setToolTip(tr("Number of the writer of all these drawings."))
        writer.setRange(0, WRITERS)
        writer.setValue(sheet.writer)
        writer.valueChanged.connect(sheet.show_writer)
        another = QPushButton(tr("New &samples"))
        another.setObjectName("anotherHandButton")
        another.setToolTip(tr("Show another person's handwriting."))
        another.clicked.connect(lambda: writer.setValue((writer.value() + 1) % (WRITERS + 1)))
        label = QLabel(tr("&Writer"))
        label.setBuddy(writer)
        hint = tr(
            "Click a drawing to put it on the pad; Undo removes it. The grey ones are not digits."
        )
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(_hint(hint), 1)
        for widget in (label, writer, another):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(grid, 1)
        layout.addLayout(row)

    def set_visible(self, visible: bool) -> None:
        self._sheet.set_visible(visible)


class AugmentationView(PageWidget):
    """Randomly changed images, and the settings of the changes."""

    def __init__(self, preview: AugmentationPreview) -> None:
        super().__init__("augmentationView")
        self._preview = preview
        self._summary = _hint("")
        self._summary.setObjectName("variationSummary")
        panel = AugmentationPanel(preview.augmentation)
        panel.changed.connect(preview.set_augmentation)
        again = QPushButton(tr("Shuffle"))
        again.setObjectName("onceMoreButton")
        again.setToolTip(tr("New random changes, same strength."))
        again.clicked.connect(preview.reseed)
        reset = QPushButton(tr("Reset"))
        reset.setObjectName("resetAugmentationButton")
        reset.setToolTip(tr("Back to the initial settings."))
        reset.clicked.connect(panel.reset)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(again, 1)
        buttons.addWidget(reset, 1)
        right = QVBoxLayout()
        right.setSpacing(18)
        right.addWidget(panel)
        right.addLayout(buttons)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(AugmentedView(preview), 1)
        row.addWidget(Column(right, PANEL_LETTERS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row, 1)
        layout.addWidget(self._summary)
        preview.changed.connect(self._show)

    def set_visible(self, visible: bool) -> None:
        self._preview.set_visible(visible)

    def _show(self) -> None:
        shown = self._preview.shown
        right = sum(not image.is_misread for image in shown)
        if not shown:
            text = tr("The pad is empty: these are test images.")
        elif self._preview.of_the_pad:
            text = tr(
                "Your digit, changed %n time(s). {right} of %n read correctly.",
                "",
                len(shown),
                right=right,
            )
        else:
            text = tr(
                "The pad is empty: these are test images. {right} of %n read correctly.",
                "",
                len(shown),
                right=right,
            )
        self._summary.setText(text)


def _hint(words: str) -> QLabel:
    label = QLabel(words)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setWordWrap(True)
    return label
