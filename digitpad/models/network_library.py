"""The network in use, and the trained networks that are saved automatically."""

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
from digitpad.text.translation import tr

SAVED_NETWORKS = 20
SAVED_SUFFIX = ".npz"
BRIEF = "(a moment)"
"""Marks the file of a network whose training was stopped at once."""
MOMENT = timedelta(milliseconds=1)
"""Resolution of the time in a file's name."""
TRIES = 1000
"""How many names are tried if other windows save networks at the same time."""
SUMMER_TIME = 3660.0
"""Seconds by which a file's modification time and the time in its name may differ."""
OWN = re.compile(
    rf".+?(?P<brief> {re.escape(BRIEF)})? (?P<date>\d{{4}}-\d\d-\d\d [\d.]{{12}})\.npz"
)
"""The names of saved networks."""


class FileError(Exception):
    """A file could not be opened or saved; the message is a sentence that names it."""


class NetworkLibrary(QObject):
    """The network in use.

    A trained network is saved to ``folder`` as soon as its training ends, so that neither a new
    training nor quitting loses it. The latest ``SAVED_NETWORKS`` are kept; of those whose training
    was stopped at once, only the latest.

    Attributes:
        bundled: the built-in networks, the one to start with first.
        folder: where trained networks are saved.
        path: the file that the network was loaded from or saved to; None if there is none.
        is_modified: it was trained, and not saved to a file of the user's choice.

    Signals:
        network_changed(Network): another network is in use.
        changed: the name, the path or ``is_modified`` has changed.
    """

    network_changed = Signal(cnn.Network)
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
        self._origin = tr("built in")

    @property
    def network(self) -> cnn.Network:
        """The network in use; a network in training is not, until its training has ended."""
        return self._network

    @property
    def title(self) -> str:
        """Such as "lenet (built in)"."""
        return tr("{name} ({origin})", name=self._network.name, origin=self._origin)

    @property
    def is_bundled(self) -> bool:
        """Whether the network in use is a built-in one."""
        return self._bundled is not None

    @property
    def bundled_name(self) -> str | None:
        """Name of the built-in network in use; None for any other network."""
        return None if self._bundled is None else self._bundled.name

    def use_bundled(self, name: str | None = None) -> None:
        """Use a built-in network: the first, or the one called ``name``.

        Raises:
            KeyError: there is none of that name.
        """
        by_name = {bundled.name: bundled for bundled in self.bundled}
        bundled = self.bundled[0] if name is None else by_name[name]
        self._use(bundled.load(), tr("built in"), bundled=bundled)

    def use_trained(self, network: cnn.Network, brief: bool = False) -> None:
        """Use a network that has just been trained, and save it.

        Raises:
            FileError: it is in use, but could not be saved.
        """
        self._use(network, tr("trained just now"), is_modified=True)
        self.save_trained(network, brief)

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
            raise FileError(tr("The network cannot be saved. {problem}.", problem=error)) from error
        except OSError as error:
            raise FileError(
                tr("{path} cannot be written: {reason}.", path=path, reason=_reason(error))
            ) from error
        self.path = path
        self.is_modified = False
        self._bundled = None
        self._origin = path.name
        self.changed.emit()

    def saved_networks(self) -> list[Path]:
        """The files of the trained networks, newest first."""
        return [saved.path for saved in _saved_networks(self.folder)]

    def save_trained(self, network: cnn.Network, brief: bool = False) -> None:
        """Save ``network`` to ``folder``, and remove the oldest files beyond ``SAVED_NETWORKS``.

        One whose training was stopped at once (``brief``) replaces the last such one, so that a few
        clicks on Start and Stop do not push out the others. Other files in the folder are left
        alone, and so is the new one, even if the clock was set back.

        Raises:
            FileError: it could not be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            new = self._write_new(network, brief)
        except OSError as error:
            sentence = tr(
                "The trained network could not be saved in {folder}: {reason}.",
                folder=self.folder,
                reason=_reason(error),
            )
            raise FileError(sentence) from error
        others = [saved for saved in _saved_networks(self.folder) if saved.path != new]
        brief_ones = [saved for saved in others if saved.is_brief]
        for old in {*others[SAVED_NETWORKS - 1 :], *brief_ones[0 if brief else 1 :]}:
            with suppress(OSError):  # another window may have removed it
                old.path.unlink()

    def _write_new(self, network: cnn.Network, brief: bool) -> Path:
        """Write to a new file."""
        content, mark = npz_bytes(network), f" {BRIEF}" if brief else ""
        name = file_name(network.name, "network")
        date = datetime.now()
        for _ in range(TRIES):
            stamp = f"{date:%Y-%m-%d %H.%M.%S}.{date.microsecond // 1000:03d}"
            path = self.folder / f"{name}{mark} {stamp}{SAVED_SUFFIX}"
            try:
                write_atomically(path, content, replace=False)
            except FileExistsError:  # another window was faster
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
    """Load a network that can read the pad.

    Raises:
        FileError: the file contains no such network.
    """
    try:
        network = cnn.load_network(path)
    except cnn.BadFile as error:
        raise FileError(tr("The network cannot be opened. {problem}.", problem=error)) from error
    except OSError as error:
        raise FileError(
            tr("{path} cannot be opened: {reason}.", path=path, reason=_reason(error))
        ) from error
    if why := why_incompatible(network):
        raise FileError(tr("{path} does not fit the pad: {reason}.", path=path, reason=why))
    if not _can_answer(network):
        raise FileError(tr("The weights in {path} are too large to compute with.", path=path))
    return network


@dataclass(frozen=True)
class SavedNetwork:
    """A trained network that was saved, and when."""

    path: Path
    seconds: float
    is_brief: bool


def _saved_networks(folder: Path) -> list[SavedNetwork]:
    """The saved networks, newest first.

    A file with a date in the future was written before the clock was set back: it is the oldest.
    Names have local time, which is set back in autumn; so the file's modification time counts if it
    agrees.
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
    """Whether a blank and a black image both get finite probabilities."""
    sheets = np.zeros((2, *network.input_shape), np.float32)
    sheets[1] = 1
    with np.errstate(all="ignore"):
        return bool(np.isfinite(network.probabilities(sheets)).all())


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
