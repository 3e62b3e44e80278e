"""Take it away: menus that copy and save pictures, numbers and whole pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QTabWidget, QWidget

from digitpad.pages.common import intents
from digitpad.pages.common.exportable import (
    Named,
    array_at,
    keyboard_place,
    part_at,
    surface_of,
    view_of,
    views_in,
)
from digitpad.pages.common.intents import Intent
from digitpad.shell.exporter import SCALES, Exporter

TOLD_MS = 3000
COPY = Intent("copyPageAction", "&Copy page as picture", "Copy this page.", ["Ctrl+Shift+C"])
SAVE = Intent("savePageAction", "&Save page as picture…", "Save this page.", ["Ctrl+Shift+S"])
WITH_PAD = Intent(
    "pageWithPadAction", "Page with the &pad", "Take the pad and the answer as well.", (), True
)


class ExportMenu(QObject):
    """What there is to take away from a window: a menu for it, and one on each of its views.

    A view needs nothing for it but a name; one with a method ``array_at`` (``OffersNumbers``)
    offers its numbers too. The menu opens with the right button, the Menu key and Shift+F10.

    Attributes:
        menu: for the menu bar.
    """

    def __init__(self, window: QMainWindow, tabs: QTabWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tabs = tabs
        self._taking = Exporter(window)
        self._taking.told.connect(lambda words: window.statusBar().showMessage(words, TOLD_MS))
        self._copy = intents.make(COPY, window, self._copy_page)
        self._save = intents.make(SAVE, window, self._save_page)
        self._with_pad = intents.make(WITH_PAD, window, lambda: None)
        self._size = QMenu("Picture si&ze", window)
        self._sizes = self._size_actions()
        self._listed: list[QMenu] = []
        self.menu = QMenu("Take &away", window)
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
            if shift and event.key() == Qt.Key.Key_F10:  # not every platform makes a menu of it
                self._open_from_keyboard()
                return True
        if event.type() == QEvent.Type.Close:
            self._taking.writing.wait()
        return False

    def _open_from_pointer(self, place: QPoint) -> None:
        """Where the right button has another use, ``NoContextMenu`` says so."""
        view = view_of(self._window.childAt(self._window.mapFromGlobal(place)))
        if view is None or view.contextMenuPolicy() is not Qt.ContextMenuPolicy.NoContextMenu:
            self._open_menu(view, place)

    def _open_from_keyboard(self) -> None:
        focused = QApplication.focusWidget() or self._window
        view = view_of(focused)
        if QApplication.activePopupWidget() is None:
            self._open_menu(view, keyboard_place(view or focused))

    def _open_menu(self, view: QWidget | None, place: QPoint) -> None:
        """What there is to take of a view and of the page; ``place`` is on the screen."""
        if view is None:
            self.menu.popup(place)
            return
        menu = QMenu(self._window)
        menu.setObjectName("viewMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, view, place)
        QApplication.sendEvent(surface_of(view), QEvent(QEvent.Type.Leave))  # no mark of a pointer
        menu.addSeparator()
        menu.addMenu(self._size)
        menu.addSeparator()
        menu.addActions([self._copy, self._save])
        menu.popup(place)

    def _fill(self, menu: QMenu, view: QWidget, place: QPoint) -> None:
        """What there is to take of ``view``; ``place`` is on the screen."""
        taking, name = self._taking, view.accessibleName() or "picture"
        pixels = _pixels(view.size() * taking.scale)
        _add(menu, "copyPicture", f"Copy picture, {pixels}", partial(taking.copy_picture, view))
        _add(menu, "savePicture", "Save picture…", partial(taking.save_picture, view, name))
        numbers = array_at(view, place)
        if numbers is not None:
            self._fill_in_part(menu, view, numbers[0], place)
            menu.addSeparator()
            said = _named(numbers)
            _add(
                menu, "copyNumbers", f"Copy numbers: {said}", partial(taking.copy_numbers, numbers)
            )
            _add(menu, "saveNumbers", "Save numbers…", partial(taking.save_numbers, numbers))

    def _fill_in_part(self, menu: QMenu, view: QWidget, name: str, place: QPoint) -> None:
        """The one of a view's pictures at ``place``, called ``name``, if it can be taken alone."""
        found, taking = part_at(view, place), self._taking
        if found is not None:
            surface, part = found
            said = f"picture of {name}".replace("&", "&&")
            copy = partial(taking.copy_picture, surface, part)
            save = partial(taking.save_picture, surface, name, part)
            menu.addSeparator()
            _add(menu, "copyPart", f"Copy {said}, {_pixels(part.size() * taking.scale)}", copy)
            _add(menu, "savePart", f"Save {said}…", save)

    def _list_views(self) -> None:
        """All that can be seen, the page's views first: so that one can do without the pointer."""
        for submenu in self._listed:
            submenu.deleteLater()
        self.menu.clear()
        self.menu.addActions([self._copy, self._save, self._with_pad])
        self.menu.addSeparator()
        self.menu.addMenu(self._size)
        page, column = self._seen()
        self._listed = [*self._submenus(page), *self._submenus(column)]

    def _seen(self) -> tuple[list[QWidget], list[QWidget]]:
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
            action.setChecked(scale == self._taking.scale)
            action.setData(scale)
            group.addAction(action)
        group.triggered.connect(self._set_scale)
        return group

    def _set_scale(self, action: QAction) -> None:
        self._taking.scale = action.data()

    def _parts(self) -> list[QWidget]:
        """The page that is seen, and before it the pad's column where that is wanted."""
        page = self._tabs.currentWidget() or self._window
        if not self._with_pad.isChecked():
            return [page]
        column = self._window.findChild(QWidget, "drawColumn")
        return [self._window.centralWidget() or page] if column is None else [column, page]

    def _copy_page(self) -> None:
        self._taking.copy_page(*self._parts())

    def _save_page(self) -> None:
        self._taking.save_page(self._tabs.tabText(self._tabs.currentIndex()), *self._parts())


def _add(menu: QMenu, name: str, text: str, call: Callable[[], None]) -> None:
    action = menu.addAction(text)
    action.setObjectName(name)
    action.triggered.connect(lambda _checked=False: call())


def _pixels(size: QSize) -> str:
    return f"{size.width()} × {size.height()} pixels"


def _named(numbers: Named) -> str:
    name, values = numbers
    return f"{name} ({' × '.join(map(str, values.shape))})".replace("&", "&&")
