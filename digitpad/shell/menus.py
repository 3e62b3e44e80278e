"""Menus: how they are put together, and the one that lists what was trained lately."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from digitpad.models.network_library import NetworkLibrary


def add_menu(bar: QMenuBar, title: str, *entries: QAction | QMenu | None) -> None:
    """A menu with these entries; None is a line between them."""
    menu = bar.addMenu(title)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)


class SavedNetworksMenu(QMenu):
    """The networks that a ``session`` has kept, as they are when it opens; ``call`` opens one."""

    def __init__(
        self, session: NetworkLibrary, call: Callable[[Path], None], parent: QWidget
    ) -> None:
        super().__init__("&Recently trained", parent)
        self.setObjectName("keptMenu")
        self._session = session
        self._call = call
        self.aboutToShow.connect(self._list)

    def _list(self) -> None:
        self.clear()
        for path in self._session.kept():
            action = self.addAction(path.stem.rsplit(".", 1)[0])
            action.triggered.connect(lambda _checked=False, path=path: self._call(path))
        if self.isEmpty():
            self.addAction("No network has been trained yet").setEnabled(False)
