"""Background tasks: their signals arrive while they are wanted, and never after that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial

import numpy as np
import pytest

from digitpad.tasks.thread import LatestTask

Wait = Callable[[Callable[[], object]], None]
MustEnd = Callable[[Callable[[], object]], None]


@pytest.fixture
def background(
    qt: object, must_end: Callable[[Callable[[], object]], None]
) -> Iterator[LatestTask]:
    made = LatestTask()
    yield made
    must_end(made.shut_down)


def numbers(count: int, stopped: threading.Event | None = None) -> Generator[int, None, None]:
    try:
        yield from range(count)
    finally:
        if stopped is not None:
            stopped.set()


def test_everything_arrives_in_order_from_another_thread(
    background: LatestTask, wait_until: Wait
) -> None:
    arrived: list[int] = []
    done: list[bool] = []
    threads: list[threading.Thread] = []

    def steps() -> Generator[int, None, None]:
        threads.append(threading.current_thread())
        yield from range(5)

    background.progressed.connect(arrived.append)
    background.finished.connect(lambda _: done.append(background.is_busy))
    background.start(steps)
    assert background.is_busy
    wait_until(lambda: done)
    assert arrived == [0, 1, 2, 3, 4]
    assert done == [False]
    assert threads[0] is not threading.current_thread()


def test_the_result_arrives(background: LatestTask, wait_until: Wait) -> None:
    results: list[object] = []

    def steps() -> Generator[int, None, str]:
        yield 1
        return "the end"

    background.finished.connect(results.append)
    background.start(steps)
    wait_until(lambda: results)
    assert results == ["the end"]


def test_a_hanging_thread_does_not_keep_the_program_from_ending(
    background: LatestTask, must_end: MustEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.tasks.thread.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("digitpad.tasks.thread.LONGEST_SECONDS", 0.05)
    release = threading.Event()

    def steps() -> Generator[None, None, None]:
        release.wait()
        yield

    background.start(steps)
    must_end(background.shut_down)
    release.set()


def test_a_failure_with_a_sentence_is_reported(
    qt: object, wait_until: Wait, failures: list[str]
) -> None:
    task = LatestTask("The picture could not be read")

    def steps() -> Generator[None, None, None]:
        raise ValueError("no such thing")
        yield

    task.start(steps)
    wait_until(lambda: failures)
    assert failures == ["The picture could not be read: no such thing"]
    failures.clear()


def test_a_cancelled_task_emits_nothing_and_ends_soon(
    background: LatestTask, wait_until: Wait
) -> None:
    arrived: list[int] = []
    ended = threading.Event()
    background.progressed.connect(arrived.append)
    background.finished.connect(lambda _: pytest.fail("it has not finished"))
    background.start(partial(numbers, 10**9, ended))
    wait_until(lambda: arrived)
    background.cancel()
    assert not background.is_busy
    count = len(arrived)
    wait_until(ended.is_set)
    assert len(arrived) == count


def test_new_work_takes_the_place_of_the_old(background: LatestTask, wait_until: Wait) -> None:
    arrived: list[int] = []
    done: list[bool] = []
    ended = threading.Event()
    background.progressed.connect(arrived.append)
    background.finished.connect(lambda _: done.append(True))
    background.start(partial(numbers, 10**9, ended))
    background.start(partial(numbers, 3))
    wait_until(lambda: done and ended.is_set())
    assert arrived == [0, 1, 2]


def test_a_failure_is_reported(background: LatestTask, wait_until: Wait) -> None:
    errors: list[Exception] = []
    background.failed.connect(errors.append)

    def steps() -> Generator[int, None, None]:
        yield 1
        raise ValueError("no such thing")

    background.start(steps)
    wait_until(lambda: errors)
    assert str(errors[0]) == "no such thing"
    assert not background.is_busy


def test_a_pause_between_steps_does_not_delay_the_end(
    background: LatestTask, wait_until: Wait, must_end: Callable[[Callable[[], object]], None]
) -> None:
    arrived: list[int] = []
    background.progressed.connect(arrived.append)
    background.start(partial(numbers, 3), pause=1000.0)
    wait_until(lambda: arrived)
    must_end(background.shut_down)
    assert arrived == [0]


def test_numbers_beyond_all_bounds_do_not_warn(background: LatestTask, wait_until: Wait) -> None:
    done: list[bool] = []
    background.finished.connect(lambda _: done.append(True))
    background.start(lambda: iter_of(np.array([1e308]) * 1e308))
    wait_until(lambda: done)


def iter_of(value: object) -> Generator[object, None, None]:
    yield value
