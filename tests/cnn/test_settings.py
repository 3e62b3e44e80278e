from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from cnn import Dataset, TrainingSettings, preset, train
from cnn.schedules import (
    SCHEDULES,
    Schedule,
    constant,
    first_article,
    warmup_cosine,
    warmup_decay,
)


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


@pytest.mark.parametrize(
    ("schedule", "step", "factor"),
    [
        (warmup_decay, 0, 1 / 11),
        (warmup_decay, 9, 10 / 11),
        (warmup_decay, 10, 90 / 91),
        (warmup_decay, 99, 1 / 91),
        (warmup_cosine, 0, 1 / 11),
        (warmup_cosine, 9, 10 / 11),
        (warmup_cosine, 10, 1.0),
        (warmup_cosine, 99, (1 + np.cos(np.pi * 89 / 91)) / 2),
        (constant, 50, 1.0),
    ],
)
def test_every_step_of_a_schedule_has_its_rate(
    schedule: Schedule, step: int, factor: float
) -> None:
    assert schedule(step, 100, 0) == pytest.approx(factor, rel=1e-9)


def test_the_first_articles_rate_falls_after_every_epoch() -> None:
    factors = [first_article(7, 100, epoch) for epoch in range(4)]
    assert factors == pytest.approx([1, 0.95, 0.95 * 0.95**2, 0.95 * 0.95**2 * 0.95**3])


def test_a_training_asks_for_the_rate_of_each_of_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []

    def noted(step: int, steps: int, epoch: int) -> float:
        asked.append((step, steps, epoch))
        return 1.0

    monkeypatch.setitem(SCHEDULES, "constant", noted)  # type: ignore[arg-type]
    rng = np.random.default_rng(0)
    data = Dataset(rng.integers(0, 255, (6, 28, 28), np.uint8), np.arange(6))
    settings = TrainingSettings(epochs=2, batch_size=2, schedule="constant")
    list(train(preset("lenet", rng), data, None, settings))
    assert asked == [(step, 6, step // 3) for step in range(6)]
