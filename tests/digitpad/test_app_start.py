"""Settings of the interpreter before a window opens, in a separate process."""

from __future__ import annotations

import json
import os
import subprocess
import sys

PROGRAM = """
import gc, json, sys
from PySide6.QtCore import Qt
from threadpoolctl import threadpool_info
import cnn
from digitpad.app import start_qt
imported = len(gc.get_objects())
qt = start_qt(["digitpad"])
print(json.dumps({
    "left to collect": len(gc.get_objects()) / imported,
    "seconds": sys.getswitchinterval(),
    "threads": [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"],
    "loses moves": qt.testAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents),
}))
"""


def test_nothing_makes_the_window_wait() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    assert found["left to collect"] < 0.1
    assert found["seconds"] <= 0.001
    assert set(found["threads"]) == {1}
    assert not found["loses moves"]
