from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from cnn import TrainingSettings
from cnn.schedules import warmup_decay


def test_the_rate_rises_then_falls_to_nothing() -> None:
    rates = [warmup_decay(step, 100) for step in range(100)]
    peak = int(np.argmax(rates))
    assert peak in (9, 10)
    assert rates[peak] <= 1.0
    assert all(np.diff(rates[:peak]) > 0)
    assert all(np.diff(rates[peak:]) < 0)
    assert 0 < rates[-1] < 0.02
    assert 0 < warmup_decay(0, 1) <= 1.0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("epochs", 0, "epochs must be between 1 and 1000, not 0"),
        ("batch_size", 5000, "batch size must be between 1 and 4096, not 5000"),
        ("learning_rate", 0.0, "learning rate must be between 1e-05 and 10, not 0"),
        ("learning_rate", float("nan"), "learning rate must be between"),
        ("seed", -1, "seed must be between"),
        ("epochs", 2.5, "epochs must be a whole number, not 2.5"),
        ("epochs", True, "epochs must be a whole number"),
        ("momentum", "much", "momentum must be a number, not 'much'"),
    ],
)
def test_settings_out_of_range_are_refused(field: str, value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(TrainingSettings(), **{field: value})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("shuffle", "no", "shuffle must be True or False, not 'no'"),
        ("shuffle", 0, "shuffle must be True or False"),
        ("optimiser", "ada", "optimiser must be one of sgd, .*, not 'ada'"),
        ("loss", ["mean_squared_error"], "loss must be one of"),
    ],
)
def test_words_that_are_not_known_are_refused(field: str, value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(TrainingSettings(), **{field: value})
