"""The networks that come with the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import cnn
from cnn.storage.bundled import bundled_names

PURPOSES: Mapping[str, str] = {
    "best": "reads handwriting",
    "lenet": "the first article's, for teaching",
}
"""What each is for; the first that ships is the one that the program starts with."""


@dataclass(frozen=True)
class BundledNetwork:
    """A network that comes with the program, and how to load it."""

    name: str
    purpose: str
    load: Callable[[], cnn.Network]

    @property
    def title(self) -> str:
        """Its name and what it is for."""
        return f"{self.name} – {self.purpose}"


def bundled_networks() -> tuple[BundledNetwork, ...]:
    """All that ship, the one to start with first."""
    ships = bundled_names()
    return tuple(
        BundledNetwork(name, purpose, partial(cnn.bundled_network, name))
        for name, purpose in PURPOSES.items()
        if name in ships
    )
