"""The built-in networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import cnn
from cnn.storage.bundled import bundled_names
from digitpad.text.translation import QT_TR_NOOP, tr

PURPOSES: Mapping[str, str] = {
    "best": QT_TR_NOOP("reads handwriting best"),
    "lenet": QT_TR_NOOP("small and simple, for learning"),
}
"""The purpose of each; the program starts with the first."""


@dataclass(frozen=True)
class BundledNetwork:
    """A built-in network, its purpose in a few words (to be translated), and how to load it."""

    name: str
    purpose: str
    load: Callable[[], cnn.Network]

    @property
    def title(self) -> str:
        """Its name and its purpose."""
        return tr("{name} – {purpose}", name=self.name, purpose=tr(self.purpose))


def bundled_networks() -> tuple[BundledNetwork, ...]:
    """All built-in networks, the one to start with first."""
    ships = bundled_names()
    return tuple(
        BundledNetwork(name, purpose, partial(cnn.bundled_network, name))
        for name, purpose in PURPOSES.items()
        if name in ships
    )
