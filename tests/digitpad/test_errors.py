"""Every error is reported once, in the window and in the log, and the program continues."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QTabBar, QWidget

import cnn
from cnn.errors import reason
from digitpad.app import App, build
from digitpad.errors import write_log
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.pages.time.page import TimePage
from digitpad.pages.why.page import WhyPage
from digitpad.shell.error_bar import ErrorBar
from tests.digitpad.few_digits import few_digits

Wait = Callable[[Callable[[], object]], None]
SEVEN = Drawing((Stroke(((60.0, 40.0), (200.0, 44.0), (120.0, 240.0)), 22.0),))


ONE = Drawing((Stroke(((140.0, 40.0), (142.0, 240.0)), 22.0),))


class BrokenError(Exception):
    pass


def broken(*_: object, **__: object) -> None:
    raise BrokenError("broken on purpose")


def bar(app: App) -> ErrorBar:
    found = app.window.findChild(ErrorBar, "failureBar")
    assert found is not None
    return found


def sentence(app: App) -> str:
    label = bar(app).findChild(QLabel, "failureText")
    assert label is not None
    return label.text()


def turn_to(app: App, name: str) -> QWidget:
    page = app.window.findChild(QWidget, name)
    assert page is not None
    app.window.show_page(page)
    return page


@pytest.mark.parametrize(
    ("page", "what", "words"),
    [
        ("whyTab", "digitpad.pages.why.model.explaining", "The explanation could not be computed"),
        ("whyTab", "digitpad.pages.why.model.backward_pass", "The explanation could not be"),
        (
            "timeTab",
            "digitpad.pages.time.replay.tracing_timeline",
            "The answer over time could not be computed",
        ),
        (
            "timeTab",
            "digitpad.pages.time.transform.measuring_robustness",
            "The robustness map could not be",
        ),
        (
            "filtersTab",
            "digitpad.pages.filters.maximisation.maximise",
            "The filter's ideal input could not be",
        ),
    ],
)
def test_a_failure_of_a_page_is_reported_once_and_the_program_continues(
    app: App,
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
    failures: list[str],
    page: str,
    what: str,
    words: str,
) -> None:
    assert not bar(app).isVisible()
    monkeypatch.setattr(what, broken)
    app.pad.show_drawing(SEVEN)
    turn_to(app, page)
    wait_until(lambda: bar(app).isVisible())
    assert sentence(app).startswith(words)
    assert sentence(app).endswith("broken on purpose")
    assert len(set(failures)) == 1
    failures.clear()
    bar(app).findChild(QPushButton, "failureDismissButton").click()
    app.pad.show_drawing(ONE)
    wait_until(lambda: failures or page == "filtersTab")
    assert not bar(app).isVisible(), "the same again is not told again"
    failures.clear()
    assert app.recognition.state.prediction is not None


def test_four_failures_one_after_the_other_are_each_reported_once(
    qt: QApplication,
    settings: QSettings,
    tmp_path: Path,
    wait_until: Wait,
    must_end: Callable[[Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
    failures: list[str],
) -> None:
    """An explanation, a filter's ideal input, an example load, and the model of a page."""
    app = build(settings, tmp_path / "networks", load_data=few_digits, load_examples=broken)
    app.window.show()
    found: list[str] = []

    def fails(words: str) -> None:
        wait_until(lambda: bar(app).isVisible() and sentence(app).startswith(words))
        assert len(set(failures)) == 1
        found.append(failures[0])
        failures.clear()
        bar(app).findChild(QPushButton, "failureDismissButton").click()

    turn_to(app, "handwritingTab")
    app.window.findChild(QTabBar, "handwritingViews").setCurrentIndex(1)
    fails("The test images could not be loaded")
    app.pad.show_drawing(SEVEN)
    with monkeypatch.context() as patch:
        patch.setattr("digitpad.pages.why.model.explaining", broken)
        turn_to(app, "whyTab")
        fails("The explanation could not be computed")
    with monkeypatch.context() as patch:
        patch.setattr("digitpad.pages.filters.maximisation.maximise", broken)
        turn_to(app, "filtersTab")
        fails("The filter's ideal input could not be computed")
    with monkeypatch.context() as patch:
        patch.setattr("digitpad.pages.time.transform.measuring_robustness", broken)
        turn_to(app, "timeTab")
        fails("The robustness map could not be computed")
    assert len(set(found)) == 4
    app.pad.show_drawing(ONE)
    wait_until(lambda: app.recognition.state.drawing == ONE)
    must_end(app.window.close)


def test_the_log_file_gets_reports_and_uncaught_exceptions(tmp_path: Path) -> None:
    code = """if True:
        import sys, threading
        from pathlib import Path
        from digitpad.errors import report, report_uncaught, write_log
        report_uncaught()
        assert write_log(Path(sys.argv[1]) / "logs") == Path(sys.argv[1]) / "logs" / "digitpad.log"
        try: 1 / 0
        except ZeroDivisionError as error: report("The picture could not be read", error)
        def fail(): raise ValueError("in a thread")
        thread = threading.Thread(target=fail); thread.start(); thread.join()
        raise ValueError("at the end")
    """
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    log = (tmp_path / "logs" / "digitpad.log").read_text(encoding="utf-8")
    assert "ERROR digitpad: The picture could not be read: division by zero" in log
    assert "ERROR digitpad: Something went wrong: in a thread" in log
    assert "ERROR digitpad: Something went wrong: at the end" in log
    assert log.count("Traceback") == 3


def test_a_crash_is_written_beside_the_log(tmp_path: Path) -> None:
    code = """if True:
        import faulthandler, sys
        from pathlib import Path
        from digitpad.errors import write_log
        write_log(Path(sys.argv[1]))
        import os; os.abort()
    """
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    crash = (tmp_path / "crash.log").read_text(encoding="utf-8")
    assert "Fatal Python error: Aborted" in crash
    assert 'File "<string>", line 6' in crash


def test_without_a_folder_for_the_log_the_program_continues(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert write_log(tmp_path / "file") is None
    assert "No log is written" in caplog.text


def test_what_was_explained_before_a_failure_is_not_shown_any_more(
    app: App, wait_until: Wait, monkeypatch: pytest.MonkeyPatch, failures: list[str]
) -> None:
    page = turn_to(app, "whyTab")
    assert isinstance(page, WhyPage)
    compared: list[object] = []
    page.model.compared.connect(compared.append)
    app.pad.show_drawing(SEVEN)
    wait_until(lambda: compared and compared[-1] is not None)
    monkeypatch.setattr("digitpad.pages.why.model.explaining", broken)
    app.recognition.set_network(cnn.preset("gap", np.random.default_rng(1)))
    wait_until(lambda: compared[-1] is None)
    failures.clear()


def test_the_report_can_be_copied(app: App, failures: list[str]) -> None:
    try:
        broken()
    except BrokenError as error:
        logging.getLogger("digitpad.somewhere").error("It broke\nin two lines", exc_info=error)
    assert sentence(app) == r"It broke\nin two lines"
    bar(app).findChild(QPushButton, "failureDetailsButton").click()
    (box,) = app.window.findChildren(QMessageBox, "failureDialog")
    (copy,) = (button for button in box.buttons() if "Copy" in button.text())
    copy.click()
    assert "test_errors.py" in QApplication.clipboard().text()
    assert "BrokenError: broken on purpose" in QApplication.clipboard().text()
    box.close()
    failures.clear()


def test_a_closed_window_shows_no_more_errors(app: App, failures: list[str]) -> None:
    view = bar(app)
    app.window.close()
    logging.getLogger("digitpad.somewhere").error("after the end")
    assert view.isHidden()
    failures.clear()


def test_what_is_raised_in_slots_and_threads_is_printed_too() -> None:
    code = """if True:
        import sys, threading
        from digitpad.errors import report_uncaught
        report_uncaught()
        def fail(): raise ValueError("in a thread")
        thread = threading.Thread(target=fail); thread.start(); thread.join()
        raise ValueError("at the end")
    """
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "Something went wrong: in a thread" in result.stderr
    assert "Something went wrong: at the end" in result.stderr
    assert result.stderr.count("Traceback") == 2


def test_the_time_page_follows_the_next_drawing_after_a_failure(
    app: App, wait_until: Wait, monkeypatch: pytest.MonkeyPatch, failures: list[str]
) -> None:
    page = turn_to(app, "timeTab")
    assert isinstance(page, TimePage)
    grown: list[object] = []
    page.replay.timeline_ready.connect(grown.append)
    with monkeypatch.context() as patch:
        patch.setattr("digitpad.pages.time.replay.tracing_timeline", broken)
        app.pad.show_drawing(SEVEN)
        wait_until(lambda: failures)
    failures.clear()
    app.pad.show_drawing(Drawing((SEVEN.strokes[0], Stroke(((80.0, 140.0), (190.0, 140.0)), 22.0))))
    wait_until(lambda: grown and grown[-1] is not None)


def test_a_deleted_error_bar_receives_no_report(
    qt: QApplication, failures: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ErrorBar()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with monkeypatch.context() as patched:
        patched.setattr(logging.Handler, "handleError", lambda *_: pytest.fail("it was heard"))
        logging.getLogger("digitpad.test").error("nobody is there")
    failures.clear()


def test_an_exception_without_words_is_named() -> None:
    assert reason(MemoryError()) == "MemoryError"
    assert reason(OSError("full")) == "full"
