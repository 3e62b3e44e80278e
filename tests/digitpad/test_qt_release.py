"""The installed release of PySide6 can be used. 6.12.0 loses a reference to None with every call
that returns nothing, and finally aborts.
"""

from __future__ import annotations

import subprocess
import sys

LOOP = """
from PySide6.QtCore import QCoreApplication, QTimer
application = QCoreApplication([])
timer = QTimer()
for i in range(200_000):
    timer.setInterval(5)
"""


def test_void_calls_do_not_abort() -> None:
    done = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, timeout=100)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
