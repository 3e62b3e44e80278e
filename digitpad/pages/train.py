"""The page of a training."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.models.training import Trainer
from digitpad.pages.page import PAGE_MARGIN
from digitpad.widgets.curves_view import CurvesView
from digitpad.widgets.train_panel import TrainPanel

PANEL_WIDTH = 272


class TrainPage(QWidget):
    """The form for a training, and its curves.

    Attributes:
        panel: the form.
    """

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.setObjectName("trainTab")
        self.panel = TrainPanel(trainer)
        self.panel.setFixedWidth(PANEL_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(28)
        layout.addWidget(self.panel)
        layout.addWidget(CurvesView(trainer), 1)
