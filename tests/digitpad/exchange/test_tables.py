"""Exported arrays are read back unchanged."""

from __future__ import annotations

import io

import numpy as np
import pytest

from digitpad.exchange.tables import as_npy, as_table

RNG = np.random.default_rng(5)


@pytest.mark.parametrize("shape", [(), (7,), (5, 4), (3, 5, 4), (2, 3, 5, 4)])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_is_read_back_exactly(shape: tuple[int, ...], separator: str) -> None:
    values = RNG.normal(0, 1e-3, shape).astype(np.float32)
    text = as_table("conv1", values, separator)
    back = np.loadtxt(io.StringIO(text), delimiter=separator, dtype=np.float32)
    np.testing.assert_array_equal(back.reshape(shape), values)


def test_whole_numbers_stay_whole() -> None:
    assert as_table("counts", np.array([[1, 20], [300, 4]], np.int64)) == "1,20\n300,4\n"


def test_channels_are_named() -> None:
    text = as_table("conv1", np.arange(8, dtype=np.int64).reshape(2, 2, 2))
    assert text == "# conv1, channel 1 of 2\n0,1\n2,3\n\n# conv1, channel 2 of 2\n4,5\n6,7\n"


def test_kernels_and_their_channels_are_named() -> None:
    text = as_table("conv2", np.zeros((2, 3, 5, 5), np.float32))
    headers = [line for line in text.splitlines() if line.startswith("#")]
    assert headers[4] == "# conv2, kernel 2 of 2, channel 2 of 3"
    assert len(headers) == 6


def test_more_axes_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4 axes, not 5"):
        as_table("x", np.zeros((1, 1, 1, 1, 1)))


def test_npy_keeps_everything_and_no_objects() -> None:
    values = RNG.normal(size=(3, 2, 2)).astype(np.float32)
    back = np.load(io.BytesIO(as_npy(values)), allow_pickle=False)
    np.testing.assert_array_equal(back, values)
    assert back.dtype == np.float32
    with pytest.raises(ValueError, match=r"[Oo]bject"):
        as_npy(np.array([{}], dtype=object))
