"""The session: which network is loaded, where it came from, and whether it was saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

import cnn

KEPT_NETWORKS = 20
KEPT_SUFFIX = ".npz"


class FileError(Exception):
    """A file could not be opened or saved; the text is one sentence that names it."""


class Session(QObject):
    """The network in use.

    A trained network is written to ``folder`` as soon as its training ends, so that neither a new
    training nor quitting loses it and nobody has to be asked; the last ``KEPT_NETWORKS`` stay.

    Attributes:
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
        bundled: Callable[[], cnn.Network],
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bundled = bundled
        self.folder = folder
        self.path: Path | None = None
        self.is_modified = False
        self._network = bundled()
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
        """Whether the network in use is the one that comes with the program."""
        return self.path is None and not self.is_modified

    def use_bundled(self) -> None:
        """Go back to the network that comes with the program."""
        self._use(self._bundled(), "bundled")

    def use_trained(self, network: cnn.Network) -> None:
        """Use a network that has just been trained, and keep it.

        Raises:
            FileError: it is in use, but could not be kept.
        """
        self._use(network, "trained just now", is_modified=True)
        self.keep(network)

    def open(self, path: Path) -> None:
        """Use the network in the file ``path``.

        Raises:
            FileError: it cannot be read or does not fit the pad; the network stays as it was.
        """
        try:
            network = cnn.load_network(path)
        except cnn.BadFile as error:
            raise FileError(str(error)) from error
        except OSError as error:
            raise FileError(f"{path} cannot be opened: {_reason(error)}.") from error
        if network.input_shape != (1, 28, 28) or network.classes != 10:
            shape = "×".join(map(str, network.input_shape))
            raise FileError(
                f"{path} holds a network that sorts {shape} pictures into {network.classes} "
                "classes, but the pad makes 1×28×28 pictures of 10 digits."
            )
        if not _can_answer(network):
            raise FileError(f"{path} holds weights that are too large to count with.")
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
        self._origin = path.name
        self.changed.emit()

    def kept(self) -> list[Path]:
        """The networks that were trained lately, newest first."""
        files = self.folder.glob(f"*{KEPT_SUFFIX}")
        return sorted(files, key=lambda file: file.stem.split(" ")[-2:], reverse=True)  # date, time

    def keep(self, network: cnn.Network) -> None:
        """Write ``network`` to ``folder``, and remove what is older than the last few.

        Raises:
            FileError: it could not be written.
        """
        now = datetime.now()
        name = f"{network.name} {now:%Y-%m-%d %H.%M.%S}.{now.microsecond // 1000:03d}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            cnn.save_network(network, self.folder / f"{name}{KEPT_SUFFIX}")
            for old in self.kept()[KEPT_NETWORKS:]:
                old.unlink()
        except OSError as error:
            sentence = f"The trained network could not be kept in {self.folder}: {_reason(error)}."
            raise FileError(sentence) from error

    def _use(
        self,
        network: cnn.Network,
        origin: str,
        path: Path | None = None,
        is_modified: bool = False,
    ) -> None:
        self._network = network
        self._origin = origin
        self.path = path
        self.is_modified = is_modified
        self.network_changed.emit(network)
        self.changed.emit()


def _can_answer(network: cnn.Network) -> bool:
    """Whether blank paper and paper full of ink get probabilities."""
    sheets = np.zeros((2, *network.input_shape), np.float32)
    sheets[1] = 1
    with np.errstate(all="ignore"):
        return bool(np.isfinite(network.probabilities(sheets)).all())


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
