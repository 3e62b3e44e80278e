"""The session: which network is loaded, where it came from, and whether it was saved."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

import cnn
from cnn.files import write_atomically
from cnn.storage.npz import npz_bytes
from digitpad.models.bundled_networks import BundledNetwork
from digitpad.reading.compatibility import why_incompatible
from digitpad.text.file_names import file_name

SAVED_NETWORKS = 20
SAVED_SUFFIX = ".npz"
BRIEF = "(a moment)"
"""Marks the file of a network that was trained only for a moment."""
MOMENT = timedelta(milliseconds=1)
"""Names tell times as far apart as this."""
TRIES = 1000
"""So many names are tried where other windows keep networks in the same second."""
SUMMER_TIME = 3660.0
"""Seconds by which a file's own time and that in its name may differ."""
OWN = re.compile(
    rf".+?(?P<brief> {re.escape(BRIEF)})? (?P<date>\d{{4}}-\d\d-\d\d [\d.]{{12}})\.npz"
)
"""What our files are called."""


class FileError(Exception):
    """A file could not be opened or saved; the text is one sentence that names it."""


class NetworkLibrary(QObject):
    """The network in use.

    A trained network is written to ``folder`` as soon as its training ends, so that neither a new
    training nor quitting loses it and nobody has to be asked; the last ``SAVED_NETWORKS`` stay.  Of
    those that were trained only for a moment it is the last one.

    Attributes:
        bundled: the networks that come with the program, the one to start with first.
        folder: where trained networks are kept.
        path: the file that the network was opened from or saved to, if any.
        is_modified: it was trained, and not saved to a file of the user's choice.

    Signals:
        network_changed(object): another ``Network`` is in use.
        changed: the name, the path or ``is_modified`` is another one.
    """

    network_changed = Signal(object)
    changed = Signal()

    def __init__(
        self,
        bundled: Sequence[BundledNetwork],
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.bundled = tuple(bundled)
        self.folder = folder
        self.path: Path | None = None
        self.is_modified = False
        self._network = self.bundled[0].load()
        self._bundled: BundledNetwork | None = self.bundled[0]
        self._origin = "bundled"

    @property
    def network(self) -> cnn.Network:
        """The network in use; the one in training is not in use before its training has ended."""
        return self._network

    @property
    def title(self) -> str:
        """The network in a few words, as ``lenet (bundled)``."""
        return f"{self._network.name} ({self._origin})"

    @property
    def is_bundled(self) -> bool:
        """Whether the network in use is one that comes with the program."""
        return self._bundled is not None

    @property
    def bundled_name(self) -> str | None:
        """Which of those that come with the program is in use; None for any other network."""
        return None if self._bundled is None else self._bundled.name

    def use_bundled(self, name: str | None = None) -> None:
        """Use a network that comes with the program: the one it starts with, or that of ``name``.

        Raises:
            KeyError: there is none of that name.
        """
        by_name = {bundled.name: bundled for bundled in self.bundled}
        bundled = self.bundled[0] if name is None else by_name[name]
        self._use(bundled.load(), "bundled", bundled=bundled)

    def use_trained(self, network: cnn.Network, brief: bool = False) -> None:
        """Use a network that has just been trained, and ``keep`` it.

        Raises:
            FileError: it is in use, but could not be kept.
        """
        self._use(network, "trained just now", is_modified=True)
        self.keep(network, brief)

    def open(self, path: Path) -> None:
        """Use the network in the file ``path``.

        Raises:
            FileError: it cannot be read or does not fit the pad; the network stays as it was.
        """
        self.use_opened(load(path), path)

    def use_opened(self, network: cnn.Network, path: Path) -> None:
        """Use a network that was loaded from the file ``path``."""
        self._use(network, path.name, path)

    def save(self, path: Path) -> None:
        """Write the network in use to ``path``.

        Raises:
            FileError: the file could not be written; a file that was there is unharmed.
        """
        try:
            cnn.save_network(self._network, path)
        except cnn.BadFile as error:
            raise FileError(str(error)) from error
        except OSError as error:
            raise FileError(f"{path} cannot be written: {_reason(error)}.") from error
        self.path = path
        self.is_modified = False
        self._bundled = None
        self._origin = path.name
        self.changed.emit()

    def kept(self) -> list[Path]:
        """The networks that were trained lately, newest first."""
        return [own.path for own in _own_files(self.folder)]

    def keep(self, network: cnn.Network, brief: bool = False) -> None:
        """Write ``network`` to ``folder``, and remove what is older than the last few.

        One that was trained only for a moment (``brief``) takes the place of the last such one, so
        that a few clicks on Start and Stop leave the others alone. Files that somebody else has put
        there are left alone, and so is what was just written, whatever the clock says.

        Raises:
            FileError: it could not be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            new = self._write_new(network, brief)
        except OSError as error:
            sentence = f"The trained network could not be kept in {self.folder}: {_reason(error)}."
            raise FileError(sentence) from error
        others = [own for own in _own_files(self.folder) if own.path != new]
        moments = [own for own in others if own.is_brief]
        for old in {*others[SAVED_NETWORKS - 1 :], *moments[0 if brief else 1 :]}:
            with suppress(OSError):  # another window may have removed it
                old.path.unlink()

    def _write_new(self, network: cnn.Network, brief: bool) -> Path:
        """Write a file that is not there yet."""
        content, mark = npz_bytes(network), f" {BRIEF}" if brief else ""
        name = file_name(network.name, "network")
        date = datetime.now()
        for _ in range(TRIES):
            stamp = f"{date:%Y-%m-%d %H.%M.%S}.{date.microsecond // 1000:03d}"
            path = self.folder / f"{name}{mark} {stamp}{SAVED_SUFFIX}"
            try:
                write_atomically(path, content, replace=False)
            except FileExistsError:  # another window was as quick
                date += MOMENT
            else:
                return path
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))

    def _use(
        self,
        network: cnn.Network,
        origin: str,
        path: Path | None = None,
        is_modified: bool = False,
        bundled: BundledNetwork | None = None,
    ) -> None:
        self._network = network
        self._bundled = bundled
        self._origin = origin
        self.path = path
        self.is_modified = is_modified
        self.network_changed.emit(network)
        self.changed.emit()


def load(path: Path) -> cnn.Network:
    """The network in a file, if it can read the pad.

    Raises:
        FileError: it cannot, or is none.
    """
    try:
        network = cnn.load_network(path)
    except cnn.BadFile as error:
        raise FileError(str(error)) from error
    except OSError as error:
        raise FileError(f"{path} cannot be opened: {_reason(error)}.") from error
    if why := why_incompatible(network):
        raise FileError(f"{path} does not fit the pad: {why}.")
    if not _can_answer(network):
        raise FileError(f"{path} holds weights that are too large to count with.")
    return network


@dataclass(frozen=True)
class SavedNetwork:
    """A network that we have kept, and when."""

    path: Path
    seconds: float
    is_brief: bool


def _own_files(folder: Path) -> list[SavedNetwork]:
    """What we have kept, newest first.

    What has a date in the future was written before the clock was set back: it is the oldest. The
    names have local time, which summer time sets back; so the file's own time counts if it agrees.
    """
    found: list[SavedNetwork] = []
    for path in folder.glob(f"*{SAVED_SUFFIX}"):
        name = OWN.fullmatch(path.name)
        with suppress(ValueError, OSError):  # digits that are no date; a file that is gone
            if name and stat.S_ISREG(path.lstat().st_mode):
                date = datetime.strptime(name["date"], "%Y-%m-%d %H.%M.%S.%f")
                named, written = date.timestamp(), path.lstat().st_mtime
                seconds = written if abs(written - named) <= SUMMER_TIME else named
                found.append(SavedNetwork(path, seconds, name["brief"] is not None))
    now = datetime.now().timestamp()
    return sorted(found, key=lambda own: (own.seconds <= now, own.seconds), reverse=True)


def _can_answer(network: cnn.Network) -> bool:
    """Whether blank paper and paper full of ink get probabilities."""
    sheets = np.zeros((2, *network.input_shape), np.float32)
    sheets[1] = 1
    with np.errstate(all="ignore"):
        return bool(np.isfinite(network.probabilities(sheets)).all())


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
