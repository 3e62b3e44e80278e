"""Work in slices between events: the latest request is answered."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import QCoreApplication, QTimer

from digitpad.explanation.sliced_work import SlicedWork, finish
from digitpad.tasks import idle
from digitpad.tasks.idle import IdleJob
from tests.digitpad.hand import wait

Wait = Callable[[Callable[[], object]], None]


def square(number: int) -> SlicedWork[int]:
    if number < 0:
        raise ValueError("below 0")
    for _ in range(10):
        yield
    return number * number


@pytest.fixture
def job(qt: object, monkeypatch: pytest.MonkeyPatch) -> IdleJob[int]:
    monkeypatch.setattr(idle, "SLICE_SECONDS", 0.0)  # one piece at a time
    return IdleJob(square, "A square could not be computed")


def listen(job: IdleJob[int]) -> list[object]:
    heard: list[object] = []
    job.answered.connect(heard.append)
    return heard


def test_all_pieces_at_once() -> None:
    assert finish(square(7)) == 49


def test_of_those_that_wait_only_the_newest_is_answered(
    job: IdleJob[int], wait_until: Wait
) -> None:
    heard = listen(job)
    job.ask(1)
    QCoreApplication.processEvents()  # it has begun with this one
    for number in (2, 3, 4):
        job.ask(number)
    assert heard == []
    wait_until(lambda: not job.is_working)
    assert heard == [1, 16]


def test_events_are_served_between_the_pieces(job: IdleJob[int], wait_until: Wait) -> None:
    heard = listen(job)
    before: list[int] = []
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: before.append(len(heard)))
    timer.start()
    job.ask(3)
    wait_until(lambda: heard)
    assert before.count(0) >= 5


def test_what_was_forgotten_is_not_answered(job: IdleJob[int], wait_until: Wait) -> None:
    heard = listen(job)
    job.ask(1)
    QCoreApplication.processEvents()
    job.ask(2)
    job.cancel()
    assert not job.is_working
    job.ask(5)
    wait_until(lambda: heard)
    wait_until(lambda: not job.is_working)
    assert heard == [25]


def test_a_failure_is_reported_and_the_next_request_answered(
    failures: list[str], job: IdleJob[int], wait_until: Wait
) -> None:
    heard, told = listen(job), []
    job.failed.connect(told.append)
    job.ask(-1)
    wait_until(lambda: told)
    assert str(told[0]) == "below 0"
    job.ask(5)
    wait_until(lambda: heard)
    assert heard == [25]
    assert failures == ["A square could not be computed: below 0"]
    failures.clear()


def test_what_is_yielded_is_an_answer_too(qt: object, wait_until: Wait) -> None:
    def answer(number: int) -> Generator[object, None, object]:
        yield number
        yield
        return number + 1

    job: IdleJob[int] = IdleJob(answer, "An answer")
    heard = listen(job)
    job.ask(5)
    wait_until(lambda: not job.is_working)
    assert heard == [5, 6]


def test_a_paused_job_waits(job: IdleJob[int], wait_until: Wait) -> None:
    heard = listen(job)
    job.ask(2)
    QCoreApplication.processEvents()
    job.pause()
    job.ask(3)
    wait(5)
    assert heard == []
    assert job.is_working
    job.resume()
    wait_until(lambda: not job.is_working)
    assert heard == [4, 9]
