"""Atomic writes, and the removal of files that killed processes have left behind."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
import time
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

LEFTOVER = re.compile(r"(?:\.(\d+)-[0-9a-f]{8}\.part|cnn-(\d+)-[0-9a-f]{8})")
"""The names of unfinished files and temporary folders; they contain the process number."""
DAY = 86_400
"""The age in seconds at which an unfinished file counts as abandoned, where processes cannot be
queried."""


def open_to_read(path: str | os.PathLike[str], may_wait: bool = False) -> BufferedReader:
    """Open a file.

    Args:
        path: the file.
        may_wait: whether it may be a pipe or device, which may never deliver anything or never end.

    Raises:
        OSError: it cannot be opened, or the system has no bytes for its name.
    """
    if not may_wait:
        _refuse_devices(_spelled(path))
    return _spelled(path).open("rb")


def write_atomically(path: str | os.PathLike[str], content: bytes, replace: bool = True) -> None:
    """Write ``content`` to ``path`` atomically: a crash leaves the old file or the new one.

    A file that is replaced keeps its mode, and links to it stay valid.

    Args:
        path: the file.
        content: its whole content.
        replace: whether an existing file may be replaced.

    Raises:
        FileExistsError: the file exists, and may not be replaced.
        OSError: it cannot be written there.
    """
    target = Path(os.path.realpath(_spelled(path)))
    _refuse_devices(target)
    part = target.parent / f".{os.getpid()}-{secrets.token_hex(4)}.part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(part, flags, 0o666), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if not replace:
            _put(part, target)
            return
        with suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _refuse_devices(path: Path) -> None:
    """Raise OSError for what is neither a file nor a folder."""
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise OSError(errno.EINVAL, "It is a pipe or device, not a file", str(path))


def _put(part: Path, target: Path) -> None:
    """Give a file its final name, which must be new."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # this disk has no links
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        part.rename(target)
    with suppress(OSError):
        part.unlink(missing_ok=True)


def temporary_folder() -> Path:
    """Create a temporary folder of this process, with a name that ``remove_leftovers`` knows."""
    folder = Path(tempfile.gettempdir()) / f"cnn-{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    return folder


def remove_leftovers(folder: str | os.PathLike[str]) -> None:
    """Remove unfinished files and temporary folders of killed processes in ``folder``."""
    with suppress(OSError):
        for path in list(Path(folder).iterdir()):
            name = LEFTOVER.fullmatch(path.name)
            if name and not _may_be_in_use(path, int(name[1] or name[2])):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        path.unlink()


def _may_be_in_use(path: Path, process: int) -> bool:
    try:
        if sys.platform == "win32":  # where a query may end the process
            return time.time() - path.lstat().st_mtime < DAY
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _spelled(path: str | os.PathLike[str]) -> Path:
    """``path``, if the system has bytes for it."""
    name = os.fspath(path)
    try:
        if b"\0" not in os.fsencode(name):
            return Path(name)
    except UnicodeEncodeError:
        problem = "this system's character encoding cannot spell its name"
        raise OSError(errno.EILSEQ, problem, name) from None
    raise OSError(errno.EINVAL, "its name holds a null character", name)
