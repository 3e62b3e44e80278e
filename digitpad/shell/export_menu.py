"""The export menus: copy and save pictures, numbers and whole pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QTabWidget, QWidget

from digitpad.pages.common import actions
from digitpad.pages.common.actions import ActionSpec
from digitpad.pages.common.exportable import (
    Named,
    array_at,
    keyboard_place,
    part_at,
    surface_of,
    view_of,
    views_in,
)
from digitpad.shell.exporter import SCALES, Exporter
from digitpad.text.translation import QT_TR_NOOP, tr

MESSAGE_MS = 3000
COPY = ActionSpec(
    "copyPageAction",
    QT_TR_NOOP("&Copy page as picture"),
    QT_TR_NOOP("Copy this page."),
    ["Ctrl+Shift+C"],
)
SAVE = ActionSpec(
    "savePageAction",
    QT_TR_NOOP("&Save page as picture…"),
    QT_TR_NOOP("Save this page."),
    ["Ctrl+Shift+S"],
)
WITH_PAD = ActionSpec(
    "pageWithPadAction",
    QT_TR_NOOP("Page with the &pad"),
    QT_TR_NOOP("Include the pad and the answer."),
    (),
    True,
)


class ExportMenu(QObject):
    """Every view with an accessible name is exported as a picture; one with a method ``array_at``
    (``OffersNumbers``) also as numbers. The context menu opens with the right button, the Menu key
    and Shift+F10.

    Attributes:
        menu: for the menu bar.
    """

    def __init__(self, window: QMainWindow, tabs: QTabWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tabs = tabs
        self._exporter = Exporter(window)
        self._exporter.notified.connect(
            lambda text: window.statusBar().showMessage(text, MESSAGE_MS)
        )
        self._copy = actions.make(COPY, window, self._copy_page)
        self._save = actions.make(SAVE, window, self._save_page)
        self._with_pad = actions.make(WITH_PAD, window, lambda: None)
        self._size = QMenu(tr("Picture si&ze"), window)
        self._sizes = self._size_actions()
        self._listed: list[QMenu] = []
        self.menu = QMenu(tr("&Export"), window)
        self.menu.setObjectName("takeAwayMenu")
        self.menu.aboutToShow.connect(self._list_views)
        self.menu.addActions([self._copy, self._save, self._with_pad])
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            if event.reason() is QContextMenuEvent.Reason.Keyboard:
                self._open_from_keyboard()
            else:
                self._open_from_pointer(event.globalPos())
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
            if shift and event.key() == Qt.Key.Key_F10:  # not every platform opens a menu for it
                self._open_from_keyboard()
                return True
        if event.type() == QEvent.Type.Close:
            self._exporter.writer.wait()
        return False

    def _open_from_pointer(self, place: QPoint) -> None:
        """Not on views that use the right button otherwise, which have ``NoContextMenu``."""
        view = view_of(self._window.childAt(self._window.mapFromGlobal(place)))
        if view is None or view.contextMenuPolicy() is not Qt.ContextMenuPolicy.NoContextMenu:
            self._open_menu(view, place)

    def _open_from_keyboard(self) -> None:
        focused = QApplication.focusWidget() or self._window
        view = view_of(focused)
        if QApplication.activePopupWidget() is None:
            self._open_menu(view, keyboard_place(view or focused))

    def _open_menu(self, view: QWidget | None, place: QPoint) -> None:
        """Open the menu of a view and of the page at ``place`` on the screen."""
        if view is None:
            self.menu.popup(place)
            return
        menu = QMenu(self._window)
        menu.setObjectName("viewMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, view, place)
        QApplication.sendEvent(
            surface_of(view), QEvent(QEvent.Type.Leave)
        )  # removes the marks of the pointer
        menu.addSeparator()
        menu.addMenu(self._size)
        menu.addSeparator()
        menu.addActions([self._copy, self._save])
        menu.popup(place)

    def _fill(self, menu: QMenu, view: QWidget, place: QPoint) -> None:
        """Add the entries of ``view``; ``place`` is on the screen."""
        exporter, name = self._exporter, view.accessibleName() or tr("picture")
        size = view.size() * exporter.scale
        text = tr("Copy picture, {width} × {height} pixels", **_pixels(size))
        _add(menu, "copyPicture", text, partial(exporter.copy_picture, view))
        _add(menu, "savePicture", tr("Save picture…"), partial(exporter.save_picture, view, name))
        numbers = array_at(view, place)
        if numbers is not None:
            self._fill_in_part(menu, view, numbers[0], place)
            menu.addSeparator()
            text = tr("Copy numbers: {name}", name=_named(numbers))
            _add(menu, "copyNumbers", text, partial(exporter.copy_numbers, numbers))
            save = partial(exporter.save_numbers, numbers)
            _add(menu, "saveNumbers", tr("Save numbers…"), save)

    def _fill_in_part(self, menu: QMenu, view: QWidget, name: str, place: QPoint) -> None:
        """Add the picture called ``name`` at ``place`` of a view with several."""
        found, exporter = part_at(view, place), self._exporter
        if found is not None:
            surface, part = found
            values = {"name": name.replace("&", "&&"), **_pixels(part.size() * exporter.scale)}
            copy = partial(exporter.copy_picture, surface, part)
            save = partial(exporter.save_picture, surface, name, part)
            menu.addSeparator()
            text = tr("Copy picture of {name}, {width} × {height} pixels", **values)
            _add(menu, "copyPart", text, copy)
            _add(menu, "savePart", tr("Save picture of {name}…", **values), save)

    def _list_views(self) -> None:
        """List all visible views, those of the page first, for use without a pointer."""
        for submenu in self._listed:
            submenu.deleteLater()
        self.menu.clear()
        self.menu.addActions([self._copy, self._save, self._with_pad])
        self.menu.addSeparator()
        self.menu.addMenu(self._size)
        page, column = self._visible_views()
        self._listed = [*self._submenus(page), *self._submenus(column)]

    def _visible_views(self) -> tuple[list[QWidget], list[QWidget]]:
        """The views on the page, and the others."""
        views = views_in(self._window)
        on_page = [view for view in views if self._tabs.isAncestorOf(view)]
        return on_page, [view for view in views if view not in on_page]

    def _submenus(self, views: list[QWidget]) -> Iterator[QMenu]:
        self.menu.addSeparator()
        for view in views:
            submenu = self.menu.addMenu(view.accessibleName().rstrip(".").replace("&", "&&"))
            self._fill(submenu, view, keyboard_place(view))
            yield submenu

    def _size_actions(self) -> QActionGroup:
        group = QActionGroup(self)
        for scale in SCALES:
            action = self._size.addAction(f"&{scale}×")
            action.setObjectName(f"size{scale}Action")
            action.setCheckable(True)
            action.setChecked(scale == self._exporter.scale)
            action.setData(scale)
            group.addAction(action)
        group.triggered.connect(self._set_scale)
        return group

    def _set_scale(self, action: QAction) -> None:
        self._exporter.scale = action.data()

    def _parts(self) -> list[QWidget]:
        """The current page, after the pad's column if the user wants it too."""
        page = self._tabs.currentWidget() or self._window
        if not self._with_pad.isChecked():
            return [page]
        column = self._window.findChild(QWidget, "drawColumn")
        return [self._window.centralWidget() or page] if column is None else [column, page]

    def _copy_page(self) -> None:
        self._exporter.copy_page(*self._parts())

    def _save_page(self) -> None:
        self._exporter.save_page(self._tabs.tabText(self._tabs.currentIndex()), *self._parts())


def _add(menu: QMenu, name: str, text: str, call: Callable[[], None]) -> None:
    action = menu.addAction(text)
    action.setObjectName(name)
    action.triggered.connect(lambda _checked=False: call())


def _pixels(size: QSize) -> dict[str, object]:
    return {"width": size.width(), "height": size.height()}


def _named(numbers: Named) -> str:
    name, values = numbers
    return f"{name} ({' × '.join(map(str, values.shape))})".replace("&", "&&")
