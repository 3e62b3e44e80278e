"""The backward pass on the screen, when one network follows another."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel

import cnn
from cnn.explain.deltas import backward_pass
from digitpad.pages.why.gradients_view import GradientsView

INK = np.random.default_rng(1).random((1, 28, 28), np.float32)


def with_kernels_of(side: int) -> cnn.Network:
    """Its maps are as large as the ink, whatever the kernels are."""
    layers: list[cnn.layers.Config] = [
        {"kind": "conv", "out_channels": 2, "kernel_size": side, "padding": side // 2},
        {"kind": "flatten"},
        {"kind": "dense", "out_features": 10},
    ]
    return cnn.Network(layers, np.random.default_rng(0))


def height(view: GradientsView) -> int:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    layout = view.layout()
    assert layout is not None
    layout.activate()
    return layout.totalMinimumSize().height()


@pytest.fixture
def view(qt: object, network: cnn.Network) -> GradientsView:
    made = GradientsView(network)
    made.resize(700, 900)
    made.show_pass(backward_pass(network, INK, 3))
    return made


def test_nothing_is_left_of_a_network_that_has_gone(
    view: GradientsView, network: cnn.Network
) -> None:
    before = height(view)
    for _ in range(3):
        view.show_network(cnn.preset("residual", np.random.default_rng(0)))
        view.show_network(network)
        view.show_pass(backward_pass(network, INK, 3))
    assert height(view) == before


def test_kernels_of_another_size_are_reported(view: GradientsView) -> None:
    for side in (5, 3):
        network = with_kernels_of(side)
        view.show_network(network)
        view.show_pass(backward_pass(network, INK, 3))
        told = [label.text() for label in view.findChildren(QLabel) if not label.isHidden()]
        assert any(f"1 × {side} × {side} each" in text for text in told)
        view.show_pass(None)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        told = [label.text() for label in view.findChildren(QLabel)]
        assert any(f"1 × {side} × {side} each" in text for text in told)
