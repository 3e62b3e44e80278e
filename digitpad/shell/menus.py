"""Menus, and the one that lists recently trained networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from digitpad.models.network_library import NetworkLibrary
from digitpad.text.translation import tr


def add_menu(bar: QMenuBar, title: str, *entries: QAction | QMenu | None) -> None:
    """Add a menu with these entries; None is a separator."""
    menu = bar.addMenu(title)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)


class SavedNetworksMenu(QMenu):
    """The saved networks of a ``library``, listed when it opens; ``call`` opens one."""

    def __init__(
        self, library: NetworkLibrary, call: Callable[[Path], None], parent: QWidget
    ) -> None:
        super().__init__(tr("&Recently trained"), parent)
        self.setObjectName("keptMenu")
        self._library = library
        self._call = call
        self.aboutToShow.connect(self._list)

    def _list(self) -> None:
        self.clear()
        for path in self._library.saved_networks():
            action = self.addAction(path.stem.rsplit(".", 1)[0])
            action.triggered.connect(lambda _checked=False, path=path: self._call(path))
        if self.isEmpty():
            self.addAction(tr("No network has been trained yet")).setEnabled(False)
