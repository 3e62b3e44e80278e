from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from cnn.arrays import Floats
from digitpad.imaging.lighting import evened, separability
from digitpad.imaging.picture import picture_input
from digitpad.imaging.render import render
from digitpad.ink.drawing import Drawing, Stroke

SIDE = 240
Y, X = np.mgrid[:SIDE, :SIDE] / SIDE
NINE = Drawing(
    (Stroke(((180, 70), (130, 50), (110, 90), (150, 110), (180, 75), (175, 140), (140, 230)), 14),)
)


def sheet(light: Floats | float = 1.0, noise: float = 0.0, dark_paper: bool = False) -> Floats:
    """A picture of a nine, 0 to 255, under this light."""
    ink = render(NINE, SIDE)
    grey = (0.15 + 0.75 * ink if dark_paper else 1 - 0.75 * ink) * light
    grey = grey + np.random.default_rng(0).normal(0, noise, grey.shape)
    return np.rint(grey.clip(0, 1) * 255).astype(np.float32)


def seen(grey: Floats) -> Floats:
    image = picture_input(Image.fromarray(grey.astype(np.uint8)))
    assert image is not None
    return image


def difference(image: Floats, other: Floats) -> float:
    """Mean difference where the two fit best: pictures are centred by whole pixels only."""
    shifts = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return min(float(np.abs(np.roll(image, by, (0, 1)) - other).mean()) for by in shifts)


def test_clean_pictures_stay_as_they_are() -> None:
    for grey in (sheet(), 255 - sheet(), sheet(dark_paper=True)):
        assert evened(grey) is grey


def test_small_pictures_stay_as_they_are() -> None:
    grey = np.random.default_rng(0).uniform(0, 255, (28, 28)).astype(np.float32)
    assert evened(grey) is grey


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda: sheet(1 - 0.6 * X),
        lambda: sheet(1 - 0.8 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2)),
        lambda: sheet(np.where(X + Y > 1, 0.55, 1.0)),
        lambda: sheet(noise=0.12),
        lambda: sheet(1 - 0.5 * X, noise=0.05),
    ],
    ids=["lamp at one side", "dark corners", "shadow", "noise", "lamp and noise"],
)
def test_bad_light_and_noise_hardly_change_what_is_seen(spoilt: Callable[[], Floats]) -> None:
    clean = seen(sheet())
    assert difference(seen(spoilt()), clean) < 0.4 * difference(clean[:, ::-1], clean)


def test_light_ink_on_unevenly_lit_dark_paper() -> None:
    glow = sheet(dark_paper=True) * 0.6 + 90 * X
    clean = seen(sheet())
    assert difference(seen(glow), clean) < 0.4 * difference(clean[:, ::-1], clean)


def test_separability_is_1_for_two_greys_and_0_for_one() -> None:
    two = np.full((80, 80), 30, np.float32)
    assert separability(two) == 0.0
    two[:20] = 200
    assert separability(two) == pytest.approx(1.0)
