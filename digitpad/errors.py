"""Unexpected errors, all reported in one place: the logger ``digitpad``.

The log file, the terminal and the error bar listen to it. Expected problems, such as a bad file,
are not reported here: the user gets a sentence in a dialog.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from cnn.errors import BadFile, reason
from digitpad.text.translation import tr

LOGGER = "digitpad"
LOG_FILE, CRASH_FILE = "digitpad.log", "crash.log"
MAX_BYTES = 1_000_000
"""Maximum size of a log file."""
OLD_FILES = 3
log = logging.getLogger(LOGGER)


def report(sentence: str, error: BaseException | None = None) -> None:
    """Report a failure from any thread; never raises.

    Args:
        sentence: what failed, as "The explanation could not be computed". A sentence without an
            ``error`` ends with a full stop.
        error: the cause; its message is added to the sentence, and its traceback to the log.
    """
    if error is None:
        log.error("%s", sentence)
    else:
        log.error("%s: %s", sentence, reason(error), exc_info=error)


def record(sentence: str, error: BaseException) -> None:
    """Write an error to the log and the terminal, but not to the error bar: it is shown elsewhere.

    Expected errors, of files and of the system, are left out.
    """
    if isinstance(error, TimeoutError) or not isinstance(error, BadFile | OSError):
        log.warning("%s: %s", sentence, reason(error), exc_info=error)


def report_uncaught() -> None:
    """Report exceptions that are not caught in a slot or a thread, and print all reports."""
    logging.basicConfig(format="%(name)s: %(message)s")
    sys.excepthook = _report_uncaught
    threading.excepthook = lambda args: _report_uncaught(
        args.exc_type, args.exc_value, args.exc_traceback
    )


def write_log(folder: Path) -> Path | None:
    """Write all reports from now on to a rotating file in ``folder``, crashes to another one.

    Returns:
        The log file; None if it cannot be written, which is printed.
    """
    path = folder / LOG_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, "a", MAX_BYTES, OLD_FILES, encoding="utf-8")
    except OSError as error:
        log.warning("No log is written to %s: %s", folder, reason(error))
        return None
    try:
        faulthandler.enable((folder / CRASH_FILE).open("a"))
    except OSError as error:
        log.warning("No crashes are written to %s: %s", folder, reason(error))
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return path


def _report_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is None or not isinstance(error, Exception):  # Ctrl-C, or the end of the process
        sys.__excepthook__(kind, error or kind(), trace)
    else:
        report(tr("Something went wrong"), error)
