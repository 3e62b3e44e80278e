"""Fast convolutions compute what the plain layer does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn import Conv
from cnn.fast.convolutions import BiasReLU, BlockConv, RowConv

sides = st.integers(1, 3)


@settings(deadline=None)
@given(
    channels=st.integers(1, 3),
    kernel_size=st.tuples(sides, sides),
    stride=st.tuples(sides, sides),
    padding=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    more=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    count=st.sampled_from([1, 7, 40]),
)
def test_row_by_row(
    channels: int,
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    more: tuple[int, int],
    count: int,
) -> None:
    rng = np.random.default_rng(0)
    conv = Conv(4, kernel_size, stride, padding)
    height, width = (k + m for k, m in zip(kernel_size, more, strict=True))
    conv.build((channels, height, width), rng)
    conv.bias.value[:] = rng.normal(size=4)
    fast = RowConv(conv)
    for _ in range(2):  # in new memory, then in used one
        x = rng.normal(size=(channels, height, width, count)).astype(np.float32)
        y = conv.forward(x).copy()
        np.testing.assert_allclose(fast.forward(x), y, atol=1e-5)
        dy = rng.normal(size=y.shape).astype(np.float32)
        dx, grad, bias = conv.backward(dy).copy(), conv.kernel.grad.copy(), conv.bias.grad.copy()
        np.testing.assert_allclose(fast.backward(dy), dx, atol=1e-5)
        np.testing.assert_allclose(conv.kernel.grad, grad, atol=1e-4 * np.abs(grad).max())
        np.testing.assert_allclose(conv.bias.grad, bias, atol=1e-4 * np.abs(bias).max())


@pytest.mark.parametrize("channels", [48, 96])
def test_products_in_pieces_and_whole(channels: int) -> None:
    """The kernels of the second are too large for any piece."""
    rng = np.random.default_rng(0)
    conv = Conv(channels, 5)
    conv.build((channels // 2, 9, 8), rng)
    x = rng.normal(size=(channels // 2, 9, 8, 30)).astype(np.float32)
    y = conv.forward(x).copy()
    fast = RowConv(conv)
    np.testing.assert_allclose(fast.forward(x), y, atol=1e-4)
    dy = rng.normal(size=y.shape).astype(np.float32)
    dx, grad = conv.backward(dy).copy(), conv.kernel.grad.copy()
    np.testing.assert_allclose(fast.backward(dy), dx, atol=1e-4)
    np.testing.assert_allclose(conv.kernel.grad, grad, atol=1e-3)


def test_rows_and_columns_that_the_pooling_drops_get_no_gradient() -> None:
    rng = np.random.default_rng(0)
    conv = Conv(3, 3)
    conv.build((1, 9, 8), rng)  # 7×6 outputs, of which 6×6 are pooled
    blocks = BlockConv(conv, (3, 3, 3), adds_bias=True)
    x = rng.normal(size=(1, 9, 8, 5)).astype(np.float32)
    y, outputs = blocks.forward(x), conv.forward(x)
    for a in range(2):
        for b in range(2):
            np.testing.assert_allclose(y[a, b], outputs[:, a:6:2, b:6:2], atol=1e-5)
    dx = blocks.backward(np.ones_like(y))
    assert dx.shape == x.shape
    assert not dx[:, 8].any()
    assert dx[:, 7].all()


@pytest.mark.parametrize("count", [1, 40])
def test_a_bias_that_is_left_to_another_step_keeps_its_gradient(count: int) -> None:
    """Also where rows are short and the plain layer computes."""
    rng = np.random.default_rng(0)
    conv = Conv(3, 3)
    conv.build((2, 8, 8), rng)
    fast = RowConv(conv, adds_bias=False)
    x = rng.normal(size=(2, 8, 8, count)).astype(np.float32)
    without = conv.forward(x) - conv.bias.value[:, None, None, None]
    np.testing.assert_allclose(fast.forward(x), without, atol=1e-5)
    conv.bias.grad[:] = 7
    fast.backward(rng.normal(size=without.shape).astype(np.float32))
    np.testing.assert_array_equal(conv.bias.grad, 7)


def test_the_bias_after_the_maximum_is_the_same() -> None:
    conv = Conv(2, 1)
    conv.build((1, 4, 4), np.random.default_rng(0))
    conv.bias.value[:] = [1, -2]
    step = BiasReLU(conv)
    x = np.arange(-4, 4, dtype=np.float32).reshape(2, 2, 2, 1)
    np.testing.assert_array_equal(step.forward(x).ravel(), [0, 0, 0, 0, 0, 0, 0, 1])
    np.testing.assert_array_equal(step.backward(np.ones_like(x)).ravel(), [0] * 7 + [1])
    np.testing.assert_array_equal(conv.bias.grad, [0, 1])
