"""The page of a training."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.pages.common.page import PAGE_MARGIN, Column
from digitpad.pages.training.curves_view import CurvesView
from digitpad.pages.training.form import TrainingForm
from digitpad.training.trainer import Trainer

PANEL_LETTERS = 39


class TrainingPage(QWidget):
    """The form for a training, and its curves.

    Attributes:
        panel: the form.
    """

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.setObjectName("trainTab")
        self.panel = TrainingForm(trainer)
        column = QVBoxLayout()
        column.addWidget(self.panel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(28)
        layout.addWidget(Column(column, PANEL_LETTERS))
        layout.addWidget(CurvesView(trainer), 1)
