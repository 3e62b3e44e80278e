"""The time from a pointer event until everything that depends on it is painted.

    python tests/benchmarks/pointer_to_paint.py [--moves 600] [--json]

Opens the real window, draws digits on it with pointer events, and measures each move until the
prediction, the bars, the network's input and all feature maps are painted: first idle, then during
a training. It uses the display if there is one, and otherwise runs off-screen.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from visitor import Visitor, asked, wait

import cnn
from digitpad import app as digitpad_app
from digitpad.training.run import Run

VIEWS = ("prediction", "probabilities", "networkInput", "featureMaps")
TARGETS = {"idle": 8.0, "training": 16.0}


def summary(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst, in milliseconds."""
    ordered = sorted(times[10:])
    return {
        "p50_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "worst_ms": round(ordered[-1], 2),
    }


def measure(moves: int, width: int, height: int) -> dict[str, object]:
    """Open the window, measure idle and in training, and close it."""
    qt = digitpad_app.start_qt(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        app = digitpad_app.build(settings, Path(folder))
        app.window.resize(width, height)
        app.window.show()
        QTest.qWaitForWindowExposed(app.window)
        wait(300)
        visitor = Visitor(app)
        result: dict[str, object] = {
            "platform": qt.platformName(),
            "window": [app.window.width(), app.window.height()],
            "pixel_ratio": app.window.devicePixelRatioF(),
        }
        result["idle"] = summary(visitor.draw(VIEWS, moves))
        fresh = cnn.preset("lenet", np.random.default_rng(0))
        app.trainer.start(Run(fresh, cnn.TrainingSettings(epochs=1000)))
        while app.trainer.run.batch is None:
            wait(20)
        result["training"] = summary(visitor.draw(VIEWS, moves))
        result["training_images_per_second"] = round(app.trainer.run.batch.images_per_second)
        app.shut_down()
        app.window.close()
    return result


def main() -> int:
    """Print the figures; exit status 1 if a target is missed."""
    options = asked(__doc__.splitlines()[0], moves=600)
    width, height = map(int, options.size.split("x"))
    result = measure(options.moves, width, height)
    missed = [name for name, most in TARGETS.items() if result[name]["p95_ms"] > most]
    if options.json:
        print(json.dumps(result))
        return 1 if missed else 0
    for name, most in TARGETS.items():
        figures = ", ".join(f"{key[:-3]} {value} ms" for key, value in result[name].items())
        print(f"{name:>8}: {figures}   (p95 at most {most:g} ms)")
    print(
        f"{result['platform']}, {options.size} at {result['pixel_ratio']}x, "
        f"training {result['training_images_per_second']} images/s"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
