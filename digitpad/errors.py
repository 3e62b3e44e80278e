"""Errors that nobody expected: logged, so that the terminal and the window tell of them."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

from cnn.errors import reason

log = logging.getLogger(__name__)


def log_uncaught() -> None:
    """Log what is raised in a slot or a thread and caught nowhere, and print what is logged."""
    logging.basicConfig(format="%(name)s: %(message)s")
    sys.excepthook = _log
    threading.excepthook = lambda args: _log(args.exc_type, args.exc_value, args.exc_traceback)


def _log(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if error is None or not isinstance(error, Exception):  # Ctrl-C, or the end of the process
        sys.__excepthook__(kind, error or kind(), trace)
        return
    log.error("Something went wrong: %s", reason(error), exc_info=(kind, error, trace))
