from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from cnn.arrays import Floats
from cnn.augmentation import CHUNK, Augmentation, augment, shift_images

NOTHING = Augmentation(**{field.name: 0.0 for field in fields(Augmentation)})


def bars(count: int = 40) -> Floats:
    """Upright bars of full ink, a little to the left, with a foot to the right."""
    images = np.zeros((count, 28, 28), np.float32)
    images[:, 5:23, 11:14] = 1
    images[:, 20:23, 11:19] = 1
    return images


def changed(images: Floats | None = None, seed: int = 0, **amounts: float) -> Floats:
    images = bars() if images is None else images
    return augment(images, replace(NOTHING, **amounts), np.random.default_rng(seed))


def centres(images: Floats) -> Floats:
    """Centre of mass of each image: ``(N, 2)``, column and row."""
    place = np.arange(28)
    mass = images.sum(axis=(1, 2))
    return (
        np.stack([images.sum(axis=1) @ place, images.sum(axis=2) @ place], axis=1) / mass[:, None]
    )


def spreads(images: Floats) -> Floats:
    """Second moments: across, down and between both, ``(N, 3)``."""
    y, x = np.mgrid[:28, :28]
    found = []
    for image, (cx, cy) in zip(images, centres(images), strict=True):
        dx, dy = x - cx, y - cy
        found.append([(image * p).sum() / image.sum() for p in (dx * dx, dy * dy, dx * dy)])
    return np.array(found)


def test_with_everything_switched_off_nothing_changes() -> None:
    np.testing.assert_array_equal(changed(), bars())


@pytest.mark.parametrize("name", [field.name for field in fields(Augmentation)])
def test_each_switch_changes_every_image_differently_and_stays_in_range(name: str) -> None:
    grey = bars() * np.float32(0.8)
    images = changed(grey, **{name: getattr(Augmentation(), name)})
    assert images.dtype == np.float32
    assert images.shape == grey.shape
    assert 0.0 <= images.min() <= images.max() <= 1.0
    assert (images != grey).any(axis=(1, 2)).all()
    assert (images[0] != images[1]).any()


def test_everything_follows_from_the_generator_and_the_images_stay_as_they_are() -> None:
    images = bars()
    first = augment(images, Augmentation(), np.random.default_rng(3))
    again = augment(images, Augmentation(), np.random.default_rng(3))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(images, bars())
    assert (first != augment(images, Augmentation(), np.random.default_rng(4))).any()


def test_shift_moves_the_ink_and_nothing_else() -> None:
    images = changed(shift=2.0)
    moved = centres(images) - centres(bars())
    assert np.abs(moved).max() <= 2.0 + 1e-4
    assert (moved.std(axis=0) > 0.8).all()
    np.testing.assert_allclose(images.sum(axis=(1, 2)), bars().sum(axis=(1, 2)), rtol=1e-3)


def test_rotation_turns_but_does_not_resize() -> None:
    before, after = spreads(bars()), spreads(changed(rotation=30))
    np.testing.assert_allclose(after[:, :2].sum(axis=1), before[:, :2].sum(axis=1), rtol=0.05)
    assert np.ptp(after[:, 2]) > 5


def test_scale_keeps_the_proportions_and_aspect_does_not() -> None:
    ratio = spreads(bars())[0, 0] / spreads(bars())[0, 1]
    scaled, squeezed = spreads(changed(scale=0.3)), spreads(changed(aspect=0.5))
    np.testing.assert_allclose(scaled[:, 0] / scaled[:, 1], ratio, rtol=0.12)
    assert np.ptp(scaled[:, 1]) > 8
    assert np.ptp(squeezed[:, 0] / squeezed[:, 1]) > 0.3 * ratio


def test_shear_leans_but_keeps_every_row_on_its_height() -> None:
    images = changed(shear=0.4)
    np.testing.assert_allclose(images.sum(axis=2), bars().sum(axis=2), atol=0.01)
    assert np.ptp(spreads(images)[:, 2]) > 5


def test_elastic_bends_as_far_as_it_says() -> None:
    ramp = np.broadcast_to(np.linspace(0, 1, 28, dtype=np.float32), (400, 28, 28))
    strays = (changed(ramp, elastic=0.6) - ramp)[:, 4:24, 4:24] * 27
    assert strays.std() == pytest.approx(0.6, rel=0.1)


def test_thickness_adds_ink_or_takes_it_away() -> None:
    ink = changed(thickness=1.0).sum(axis=(1, 2)) / bars().sum(axis=(1, 2))
    assert ink.min() < 0.6
    assert ink.max() > 1.4


def test_thickness_leaves_each_image_in_its_place() -> None:
    images = bars() * np.linspace(0.2, 1, 40, dtype=np.float32)[:, None, None]
    peaks = changed(images, thickness=0.5).max(axis=(1, 2))
    np.testing.assert_allclose(peaks, images.max(axis=(1, 2)), rtol=1e-5)


def test_blur_spreads_ink_and_loses_none() -> None:
    images = changed(blur=0.5)
    np.testing.assert_allclose(images.sum(axis=(1, 2)), bars().sum(axis=(1, 2)), rtol=1e-4)
    assert (images[:, 4, 12] > 0).all()


def test_a_batch_of_any_size_is_changed_whole() -> None:
    images = changed(bars(2 * CHUNK + 3), shift=2.0)
    assert (images != bars(1)).any(axis=(1, 2)).all()
    assert augment(bars(0), Augmentation(), np.random.default_rng(0)).shape == (0, 28, 28)


def test_images_of_another_rank_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(N, H, W\)"):
        augment(bars()[:, None], Augmentation(), np.random.default_rng(0))


@pytest.mark.parametrize("shape", [(3, 1, 28), (3, 28, 1), (3, 1, 1)])
def test_images_may_be_one_pixel_high_or_wide(shape: tuple[int, int, int]) -> None:
    images = augment(np.ones(shape, np.float32), Augmentation(), np.random.default_rng(0))
    assert images.shape == shape
    assert np.isfinite(images).all()


@pytest.mark.parametrize("factor", [255.0, -1.0, np.nan])
def test_images_outside_the_range_are_refused(factor: float) -> None:
    with pytest.raises(ValueError, match=r"0\.\.1"):
        augment(bars() * np.float32(factor), Augmentation(), np.random.default_rng(0))


def test_bytes_are_refused() -> None:
    pixels = (bars() * 255).astype(np.uint8)
    with pytest.raises(ValueError, match="divide bytes by 255"):
        augment(pixels, Augmentation(), np.random.default_rng(0))


@pytest.mark.parametrize("amount", [-2.0, np.nan, np.inf])
@pytest.mark.parametrize("name", [field.name for field in fields(Augmentation)])
def test_amounts_that_mean_nothing_are_refused(name: str, amount: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a number from 0 up"):
        Augmentation(**{name: amount})


def test_shifted_images_are_moved_by_whole_pixels() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[10, 12] = 200
    images = np.repeat(image[None], 500, axis=0)
    shifted = shift_images(images, 2, np.random.default_rng(0))
    assert shifted.dtype == np.uint8
    _, rows, columns = np.nonzero(shifted)
    assert len(rows) == 500
    assert set((rows - 10).tolist()) == set((columns - 12).tolist()) == {-2, -1, 0, 1, 2}
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == 25
    assert images[0, 10, 12] == 200
    edge = np.full((40, 4, 4), 9, np.uint8)
    assert {(part == 0).sum() for part in shift_images(edge, 1, np.random.default_rng(0))} == {
        0,
        4,
        7,
    }
