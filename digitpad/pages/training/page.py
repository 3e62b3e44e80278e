"""The training page: the form and the curves."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.pages.common.page import PAGE_MARGIN, Column
from digitpad.pages.training.curves_view import CurvesView
from digitpad.pages.training.form import TrainingForm
from digitpad.training.trainer import Trainer

FORM_LETTERS = 39


class TrainingPage(QWidget):
    """The form of a training, and its curves.

    Attributes:
        form: the form.
    """

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.setObjectName("trainTab")
        self.form = TrainingForm(trainer)
        column = QVBoxLayout()
        column.addWidget(self.form)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(28)
        layout.addWidget(Column(column, FORM_LETTERS))
        layout.addWidget(CurvesView(trainer), 1)
