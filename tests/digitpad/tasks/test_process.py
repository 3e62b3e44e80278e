import os
import signal
import subprocess
import sys
import threading
import time
from itertools import count
from multiprocessing import active_children, get_context
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

import cnn
from cnn.explain.filters import network_statistics
from digitpad.tasks.process import NICE, WorkerProcess, iterate_in_process, kill_all


class TwoPartsError(Exception):
    """Cannot be unpickled, like many exceptions with several arguments."""

    def __init__(self, what, why):
        super().__init__(f"{what}: {why}")


def echo(heard):
    while (word := heard.recv()) != "end":
        yield word


def blas_threads():
    yield [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def doubled(array):
    array *= 2
    yield array


def refuse():
    yield 0
    raise TwoPartsError("the disk", "it is full")


def leave_tidily(sign):
    try:
        yield "begun"
        time.sleep(60)
    finally:
        sign.write_text("tidy")


def test_it_gives_what_the_generator_gives():
    assert list(iterate_in_process(range, 2, 5)) == [2, 3, 4]


def test_an_array_can_be_written_to_there():
    array = np.arange(3)
    (there,) = iterate_in_process(doubled, array)
    assert there.tolist() == [0, 2, 4]
    assert array.tolist() == [0, 1, 2]


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no niceness")
def test_it_leaves_a_busy_processor_to_the_window():
    assert list(iterate_in_process(map, os.nice, [0])) == [min(os.nice(0) + NICE, 19)]


def test_ctrl_c_is_for_the_window():
    assert list(iterate_in_process(map, signal.getsignal, [signal.SIGINT])) == [signal.SIG_IGN]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_ctrl_c_is_for_the_window_while_the_process_starts_too():
    with WorkerProcess(echo) as process:
        (started,) = active_children()
        os.kill(started.pid, signal.SIGINT)
        process.send("still there")
        process.send("end")
        assert list(process.items()) == ["still there"]


def test_it_uses_one_processor():
    (threads,) = iterate_in_process(blas_threads)
    assert set(threads) == {1}


def test_commands_arrive_in_the_process():
    process = WorkerProcess(echo)
    process.send("before it has started")
    with process:
        items = process.items()
        assert next(items) == "before it has started"
        process.send("now")
        assert next(items) == "now"
        process.send("end")
        assert list(items) == []
        process.send("too late")
    process.send("in vain")


def test_a_network_answers_there_as_it_does_here():
    rng = np.random.default_rng(0)
    network = cnn.preset("residual", rng)
    data = cnn.Dataset(rng.integers(0, 256, (100, 28, 28), np.uint8), np.arange(100) % 10)
    (here,) = network_statistics(network, data, 9, 1)
    (there,) = iterate_in_process(network_statistics, network, data, 9, 1)
    assert there.right == here.right
    for name, layer in here.layers.items():
        np.testing.assert_array_equal(there.layers[name].tally.counts, layer.tally.counts)


def test_an_error_there_is_raised_here():
    rng = np.random.default_rng(0)
    wrong = cnn.Dataset(np.zeros((1, 5, 5), np.uint8), np.zeros(1, np.uint8))
    with pytest.raises(ValueError, match="28"):
        next(iterate_in_process(network_statistics, cnn.preset("lenet", rng), wrong))


def test_an_error_of_the_system_there_is_raised_here(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        next(iterate_in_process(os.scandir, tmp_path / "nowhere"))


def test_an_error_that_cannot_be_pickled_keeps_its_message():
    numbers = iterate_in_process(refuse)
    assert next(numbers) == 0
    with pytest.raises(RuntimeError, match="TwoPartsError: the disk: it is full"):
        next(numbers)


def test_an_item_that_cannot_be_pickled_is_reported():
    with pytest.raises(TypeError, match="pickle"):
        next(iterate_in_process(map, memoryview, [b""]))


def test_leaving_ends_the_process():
    numbers = iterate_in_process(count)
    assert next(numbers) == 0
    assert len(active_children()) == 1
    numbers.close()
    assert active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="processes there are not asked to end")
def test_what_is_ended_tidies_up(tmp_path):
    """A training that is ended while its worker starts would leave its images in /tmp."""
    items = iterate_in_process(leave_tidily, tmp_path / "sign")
    assert next(items) == "begun"
    items.close()
    assert (tmp_path / "sign").read_text() == "tidy"


def test_a_process_that_dies_is_reported():
    numbers = iterate_in_process(count)
    next(numbers)
    (process,) = active_children()
    process.kill()
    with pytest.raises(RuntimeError, match="unexpectedly"):
        list(numbers)
    assert active_children() == []


def end_that_another_thread_is_told_of():
    numbers = iterate_in_process(count)
    next(numbers)
    (process,) = active_children()
    process.kill()
    os.waitpid(process.pid, 0)  # as starting another process does internally
    numbers.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no waitpid as this one")
def test_another_thread_may_be_the_first_to_hear_of_the_end():
    """In a process of its own: multiprocessing lists such a child as alive for ever."""
    whole = get_context("spawn").Process(target=end_that_another_thread_is_told_of)
    whole.start()
    whole.join(60)
    assert whole.exitcode == 0


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def own_number(heard):
    yield os.getpid()
    yield from count()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_process_that_hangs_is_given_up_and_killed():
    process = WorkerProcess(own_number)
    with process:
        items = process.items()
        number = next(items)
        os.kill(number, signal.SIGSTOP)
        process.limit_wait(0.3)
        with pytest.raises(TimeoutError, match="does not answer"):
            list(items)
    assert not alive(number)
    assert active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_wait_for_a_hanging_process_ends_when_all_are_killed():
    with WorkerProcess(own_number) as process:
        items = process.items()
        os.kill(next(items), signal.SIGSTOP)
        threading.Timer(0.3, kill_all).start()
        with pytest.raises(RuntimeError, match="unexpectedly"):
            list(items)
    assert active_children() == []


@pytest.mark.parametrize("name", ["struct.py", "cnn.py", "sitecustomize.py"])
def test_what_lies_in_the_current_folder_is_not_run(tmp_path: Path, name: str):
    (tmp_path / name).write_text("import pathlib; pathlib.Path('run').write_text('x'); 1 / 0")
    (tmp_path / "started").mkdir()
    script = tmp_path / "started" / "script.py"
    script.write_text("""if True:
        import numpy as np, cnn
        from digitpad.tasks.process import iterate_in_process
        if __name__ == "__main__":
            data = cnn.load_mnist_test()[:200]
            network = cnn.preset("lenet", np.random.default_rng(0))
            events = cnn.train(network, data, None, cnn.TrainingSettings(epochs=1), workers=2)
            print(len(list(events)))
            print(list(iterate_in_process(range, 3)))
    """)
    result = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert result.stdout.splitlines() == ["5", "[0, 1, 2]"]
    assert result.stderr == ""
    assert not (tmp_path / "run").exists()


def hangs_before_it_hears(heard):
    yield 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_process_that_hangs_while_it_starts_is_given_up():
    process = WorkerProcess(hangs_before_it_hears, bytes(2_000_000))
    with process:
        (child,) = active_children()
        os.kill(child.pid, signal.SIGSTOP)
        process.limit_wait(0.3)
        with pytest.raises(TimeoutError, match="does not answer"):
            list(process.items())
    assert active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_work_without_an_answer_for_long_is_given_up(monkeypatch):
    monkeypatch.setattr("digitpad.tasks.process.SILENCE_SECONDS", 1.2)
    items = iterate_in_process(own_number_alone)
    os.kill(next(items), signal.SIGSTOP)
    with pytest.raises(TimeoutError, match="does not answer"):
        list(items)


def own_number_alone():
    yield os.getpid()
    yield from count()


def test_an_error_brings_the_traceback_of_the_process():
    with pytest.raises(ZeroDivisionError) as caught:
        list(iterate_in_process(divide))
    (note,) = caught.value.__notes__
    assert "in divide" in note
    assert "yield 1 / 0" in note


def divide():
    yield 1 / 0
