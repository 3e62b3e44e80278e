"""What a page needs to be one of the window's."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from digitpad.actions import Intent

PAGE_MARGIN = 16


@dataclass(frozen=True, eq=False)
class Page:
    """A page behind a tab.

    Attributes:
        intent: turns to it; its text is the tab's.
        widget: the page itself.
    """

    intent: Intent
    widget: QWidget
