"""The figures of ``responsiveness.py``, and how they are measured."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from visitor import Visitor, wait

import cnn
from cnn.storage.bundled import bundled_names
from digitpad import app as digitpad_app
from digitpad.models.bundled_networks import BundledNetwork

NETWORKS = ("lenet", "best")
TARGETS = {
    "stall_worst_ms": 50.0,
    "glance_p95_ms": {"lenet": 16.0, "best": 33.0},
    "arithmetic_p95_ms": 16.0,
    "saliency_p95_ms": 50.0,
    "dossier_s": 3.0,
}
TURN_EVERY = 12
WARM_UP = 10
Figures = dict[str, float | None]


def load(name: str) -> Callable[[], cnn.Network]:
    """The built-in network of this name, or else the preset with random weights."""
    if name in bundled_names():
        return lambda: cnn.bundled_network(name)
    return lambda: cnn.preset(name, np.random.default_rng(0))


@contextmanager
def opened(name: str, width: int, height: int) -> Iterator[Visitor]:
    """The program with one network, in a window of this size, with a simulated user."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        bundled = [BundledNetwork(name, "measured", load(name))]
        app = digitpad_app.build(settings, Path(folder), bundled)
        app.window.resize(width, height)
        app.window.show()
        QTest.qWaitForWindowExposed(app.window)
        wait(500)
        try:
            yield Visitor(app)
        finally:
            app.window.close()


def measure(visitor: Visitor, moves: int) -> tuple[Figures, dict[str, float]]:
    """All figures with one network, and the longest stall in each part."""
    parts: dict[str, Callable[[], float | None]] = {
        "glance_p95_ms": lambda: p95(visitor.draw_at_glance(moves + WARM_UP)),
        "arithmetic_p95_ms": lambda: p95(visitor.point_at_numbers(moves + WARM_UP)),
        "saliency_p95_ms": lambda: p95(visitor.draw_and_ask_why(moves // 2 + WARM_UP)),
        "dossier_s": visitor.open_dossier,
        "everything": lambda: visitor.do_everything(2 * moves, TURN_EVERY),
    }
    figures: Figures = {}
    stalls: dict[str, float] = {}
    for part, run in parts.items():
        visitor.heartbeat.start()
        figures[part] = run()
        stalls[part] = visitor.heartbeat.stop()
    return figures, stalls


def p95(times: list[float] | None) -> float | None:
    """The 95th percentile without the first few, which are slower."""
    if not times or len(times) <= WARM_UP:
        return None
    ordered = sorted(times[WARM_UP:])
    return ordered[int(0.95 * (len(ordered) - 1))]


def worst(values: list[float | None]) -> float | None:
    """The largest that exists."""
    return max((value for value in values if value is not None), default=None)


def rounded(value: float | None) -> float | None:
    """Two decimals are enough."""
    return None if value is None else round(value, 2)


def summary(measured: dict[str, tuple[Figures, dict[str, float]]]) -> dict[str, object]:
    """The output of ``--json``."""
    figures = {name: figures for name, (figures, _) in measured.items()}
    stalls = [stall for _, stalls in measured.values() for stall in stalls.values()]
    glance = {name: rounded(figures[name]["glance_p95_ms"]) for name in figures}
    both = {
        key: rounded(worst([figures[name][key] for name in figures]))
        for key in ("arithmetic_p95_ms", "saliency_p95_ms", "dossier_s")
    }
    return {"stall_worst_ms": rounded(max(stalls)), "glance_p95_ms": glance, **both}


def is_missed(figure: object, target: object) -> bool:
    """Whether a figure exists and is above its target."""
    if isinstance(figure, dict) and isinstance(target, dict):
        return any(is_missed(figure[name], target[name]) for name in figure)
    return isinstance(figure, float) and isinstance(target, float) and figure > target


def print_table(measured: dict[str, tuple[Figures, dict[str, float]]]) -> None:
    """Every figure with every network, and where the window stalled."""
    print(f"{'':>20}" + "".join(f"{name:>10}" for name in measured) + f"{'at most':>10}")
    for key in ("glance_p95_ms", "arithmetic_p95_ms", "saliency_p95_ms", "dossier_s"):
        target = TARGETS[key]
        most = "/".join(f"{t:g}" for t in target.values()) if isinstance(target, dict) else target
        values = (_shown(figures[key]) for figures, _ in measured.values())
        print(f"{key:>20}" + "".join(f"{value:>10}" for value in values) + f"{most:>10}")
    print("longest stall, ms, while")
    for part in next(iter(measured.values()))[1]:
        values = (_shown(stalls[part]) for _, stalls in measured.values())
        words = part.partition("_")[0]
        print(f"{words:>20}" + "".join(f"{value:>10}" for value in values) + f"{50:>10}")


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def report(options: argparse.Namespace) -> int:
    """Print the figures; 1 if a target is missed."""
    width, height = map(int, options.size.split("x"))
    qt = digitpad_app.start_qt(sys.argv[:1])
    measured = {}
    for name in NETWORKS:
        with opened(name, width, height) as visitor:
            measured[name] = measure(visitor, options.moves)
    result = summary(measured)
    missed = [key for key, target in TARGETS.items() if is_missed(result[key], target)]
    if options.json:
        print(json.dumps(result))
    else:
        print_table(measured)
        print(f"{qt.platformName()}, {options.size}; missed: {', '.join(missed) or 'nothing'}")
    return 1 if missed else 0
