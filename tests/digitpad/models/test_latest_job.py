"""A thread that answers the newest question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from digitpad.models.latest_job import LatestJob

Wait = Callable[[Callable[[], object]], None]


class Slow:
    """Answers a question twice, the second time when it is allowed to."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.may_go_on = threading.Event()
        self.thread: object = None

    def answer(self, question: int) -> Iterator[object]:
        self.asked.append(question)
        self.thread = threading.current_thread()
        if question < 0:
            raise ValueError("below 0")
        yield question, 1
        self.may_go_on.wait(10)
        yield question, 2


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def job(qt: object, slow: Slow) -> Iterator[LatestJob[int]]:
    made: LatestJob[int] = LatestJob(slow.answer)
    yield made
    slow.may_go_on.set()
    made.stop()


def listen(job: LatestJob[int]) -> list[object]:
    heard: list[object] = []
    job.answered.connect(heard.append)
    return heard


def test_of_those_that_wait_only_the_newest_is_answered(
    job: LatestJob[int], slow: Slow, wait_until: Wait
) -> None:
    heard = listen(job)
    job.ask(1)
    wait_until(lambda: heard)
    for question in (2, 3, 4):
        job.ask(question)
    slow.may_go_on.set()
    wait_until(lambda: len(heard) == 4)
    assert heard == [(1, 1), (1, 2), (4, 1), (4, 2)]
    assert slow.asked == [1, 4]
    assert slow.thread is not threading.current_thread()


def test_it_can_be_asked_again_when_all_is_answered(
    job: LatestJob[int], slow: Slow, wait_until: Wait
) -> None:
    heard = listen(job)
    slow.may_go_on.set()
    for number in range(5):
        job.ask(number)
        wait_until(lambda n=number: len(heard) == 2 * n + 2)
    assert slow.asked == list(range(5))
    job.wait()
    assert not job.isRunning()


def test_what_was_forgotten_is_not_answered_any_more(
    job: LatestJob[int], slow: Slow, wait_until: Wait
) -> None:
    heard = listen(job)
    job.ask(1)
    wait_until(lambda: heard)
    job.ask(2)
    job.forget()
    slow.may_go_on.set()
    job.wait()
    QCoreApplication.processEvents()
    assert heard == [(1, 1)]
    assert slow.asked == [1]
    job.ask(3)
    wait_until(lambda: len(heard) == 3)
    assert heard[1:] == [(3, 1), (3, 2)]


def test_a_stopped_job_is_silent_though_answers_are_under_way(
    job: LatestJob[int], slow: Slow
) -> None:
    heard = listen(job)
    slow.may_go_on.set()
    job.ask(1)
    job.stop()
    assert not job.isRunning()
    QCoreApplication.processEvents()
    assert heard == []


def test_what_goes_wrong_is_told_and_the_next_question_answered(
    job: LatestJob[int], slow: Slow, wait_until: Wait
) -> None:
    heard, told = listen(job), []
    job.failed.connect(told.append)
    slow.may_go_on.set()
    job.ask(-1)
    wait_until(lambda: told)
    assert str(told[0]) == "below 0"
    job.ask(5)
    wait_until(lambda: len(heard) == 2)
