from __future__ import annotations

import cnn
from digitpad.pages.training.preset_titles import PRESET_TITLES


def test_every_preset_has_a_title() -> None:
    assert set(PRESET_TITLES) == set(cnn.PRESETS)
