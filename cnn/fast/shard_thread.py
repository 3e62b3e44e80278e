"""Computes the second shard of a minibatch in a thread, if there is no second process."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

from cnn.arrays import Floats, Integers
from cnn.fast.exchange import between_threads, longest_sum
from cnn.fast.shard import Shard


class ShardThread:
    """Computes second shards while this thread computes the first, for sums over both.

    It has the methods of ``ShardWorker``.

    Args:
        first: the shard that this thread computes.
    """

    def __init__(self, first: Shard) -> None:
        self._network = first.network
        self._shard = first.with_network(first.network.copy())
        self._mine, self._theirs, self._give_up = between_threads(longest_sum(self._network))
        self._pool = ThreadPoolExecutor(1)
        self._job: Future[float] = Future()

    @property
    def gradients(self) -> Floats:
        """Of the last finished shard."""
        return self._shard.network.gradients

    def start(self, places: Integers, step: int, images: int) -> None:
        """Start computing the second shard of this step, of a minibatch with ``images`` images."""
        twin = self._shard.network
        twin.bind_parameters(self._network.values, twin.gradients)
        self._network.share_sums(self._mine.add)
        twin.share_sums(self._theirs.add)
        # in the caller's context, which contains NumPy's error handling
        self._job = self._pool.submit(copy_context().run, self._compute, places, step, images)

    def finish(self) -> float:
        """Wait for the thread; return the shard's summed loss."""
        loss = self._job.result()
        self._network.share_sums(None)
        return loss

    def error(self) -> BaseException | None:
        """What the thread has raised."""
        return self._job.exception()

    def close(self) -> None:
        """End the thread, even if it waits for sums."""
        self._give_up()
        self._pool.shutdown()
        self._network.share_sums(None)

    def _compute(self, places: Integers, step: int, images: int) -> float:
        try:
            return self._shard.compute(places, step, 1, images)
        except BaseException:
            self._give_up()  # the other thread may wait for this one
            raise
