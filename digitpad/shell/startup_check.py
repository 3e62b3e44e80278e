"""Checks whether a window can open, before Qt tries to.

If a system library or a display is missing, Qt aborts the process, or Python prints a traceback.
Here the same things are tried first, and the result is one sentence that says what to do.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import MutableMapping
from pathlib import Path

APT = (
    "sudo apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-keysyms1 libxcb-randr0 libxcb-shape0 libx11-xcb1 libwayland-cursor0 libwayland-egl1 "
    "libdbus-1-3 libfontconfig1 libglib2.0-0"
)
DNF = (
    "sudo dnf install libglvnd-egl libglvnd-glx libxkbcommon-x11 xcb-util-cursor xcb-util-wm "
    "xcb-util-keysyms libX11-xcb libwayland-cursor libwayland-egl dbus-libs fontconfig glib2"
)
WITHOUT_A_SCREEN = (
    "these work without a screen: digitpad train, digitpad evaluate, digitpad predict"
)
DISPLAY_VARIABLES = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
"""Qt's platforms for a desktop, and the environment variables of their displays."""


class CannotStartError(RuntimeError):
    """The window cannot open; the text is one sentence that says why and what to do."""


def check_window_can_open(environ: MutableMapping[str, str] = os.environ) -> None:
    """Raises CannotStartError if Qt would abort.

    If only one of several displays works, `environ` is changed to use that one.
    """
    _import_qt()
    if not sys.platform.startswith("linux"):
        return
    chosen = environ.get("QT_QPA_PLATFORM")
    platforms = _chosen(chosen) if chosen else _offered(environ)
    if not platforms:
        raise CannotStartError(
            "there is no display to open the window on (neither WAYLAND_DISPLAY nor DISPLAY is "
            f"set); {WITHOUT_A_SCREEN}"
        )
    silent = {name: problem for name in platforms if (problem := _display_problem(name, environ))}
    broken = {name: problem for name in platforms if (problem := _library_problem(name, environ))}
    working = [name for name in platforms if name not in silent and name not in broken]
    if not working:
        answering = [name for name in platforms if name not in silent]
        raise CannotStartError(broken[answering[0]] if answering else silent[platforms[0]])
    if len(working) < len(platforms) and not chosen:
        environ["QT_QPA_PLATFORM"] = ";".join(working)


def _import_qt() -> None:
    try:
        import PySide6.QtGui
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        raise CannotStartError(_about_library(str(error))) from None


def _about_library(error: str) -> str:
    missing = re.match(r"(\S+\.so[.\d]*): cannot open shared object file", error)
    if missing is None:
        return f"Qt cannot start: {error}"
    return (
        f"Qt cannot start, the system library {missing[1]} is missing; install it with `{APT}` "
        f"(Debian, Ubuntu) or `{DNF}` (Fedora)"
    )


def _chosen(platforms: str) -> list[str]:
    """The platforms in a QT_QPA_PLATFORM such as ``wayland;xcb`` or ``offscreen:size=800x600``."""
    return [part.split(":")[0] for part in platforms.split(";") if part]


def _offered(environ: MutableMapping[str, str]) -> list[str]:
    return [name for name, variable in DISPLAY_VARIABLES.items() if environ.get(variable)]


def _display_problem(platform: str, environ: MutableMapping[str, str]) -> str | None:
    answers = {"wayland": _wayland_answers, "xcb": _x_answers}.get(platform)
    if answers is None or answers(environ):
        return None
    variable = DISPLAY_VARIABLES[platform]
    value = environ.get(variable)
    why = f"{variable}={value} does not answer" if value else f"{variable} is not set"
    return f"there is no display to open the window on ({why}); {WITHOUT_A_SCREEN}"


def _library_problem(platform: str, environ: MutableMapping[str, str]) -> str | None:
    from PySide6.QtCore import QLibraryInfo

    usual = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    folder = Path(environ.get("QT_QPA_PLATFORM_PLUGIN_PATH") or usual)
    family = platform.split("-")[0]  # "wayland-egl" is in the file of "wayland"
    names = (f"libq{platform}.so", f"libq{platform}-generic.so", f"libq{family}.so")
    plugin = next((folder / name for name in names if (folder / name).is_file()), None)
    if plugin is None:
        return f"QT_QPA_PLATFORM asks for {platform!r}, but {folder} holds no plugin for that"
    try:
        ctypes.CDLL(str(plugin))  # as Qt does next; the linker names the missing library
    except OSError as error:
        return _about_library(str(error))
    return None


def _x_answers(environ: MutableMapping[str, str]) -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # not a problem of the display: the plugin needs it too, and is checked next
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(environ.get("DISPLAY", "").encode() or None, None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _wayland_answers(environ: MutableMapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))
        except OSError:
            return False
    return True
