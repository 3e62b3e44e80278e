"""How a training ended, in a sentence."""

from __future__ import annotations

from digitpad.text.numbers import exact_percent
from digitpad.text.translation import tr
from digitpad.training.run import StopReason, TrainingResult


def result_text(result: TrainingResult) -> str:
    """Such as "Stopped in epoch 2 of 3, accuracy 97.9 %"."""
    batch = result.batch
    if batch is None:
        if result.reason is StopReason.FAILED:
            return tr("Stopped by an error")
        return tr("Stopped before the first batch")
    where = {"epoch": batch.epoch, "epochs": batch.epochs}
    if result.reason is StopReason.DIVERGED:
        return tr("Stopped in epoch {epoch} of {epochs}: the learning rate is too high", **where)
    if result.reason is StopReason.FAILED:
        return tr("Stopped in epoch {epoch} of {epochs} by an error", **where)
    if result.accuracy is None:
        return tr("Stopped in epoch {epoch} of {epochs}", **where)
    accuracy = exact_percent(result.accuracy, 1)
    if result.reason is StopReason.FINISHED:
        return tr(
            "Finished {epochs} of {epochs} epochs, accuracy {accuracy}", accuracy=accuracy, **where
        )
    return tr(
        "Stopped in epoch {epoch} of {epochs}, accuracy {accuracy}", accuracy=accuracy, **where
    )
