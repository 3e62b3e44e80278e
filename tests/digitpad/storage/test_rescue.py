"""Networks that cannot be saved in the intended place."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

import cnn
from digitpad.storage.rescue import save_beside


def test_nothing_is_replaced(
    network: cnn.Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved = [save_beside(network, "rescued") for _ in range(3)]
    assert [path.name for path in saved] == ["rescued.npz", "rescued (2).npz", "rescued (3).npz"]
    assert all(cnn.load_network(path).name == network.name for path in saved)


def test_without_a_home_there_is_the_temporary_folder(
    network: cnn.Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Path:
        raise RuntimeError("could not determine home directory")

    monkeypatch.setattr(Path, "home", none)
    monkeypatch.setattr(Path, "cwd", lambda: tmp_path / "gone")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert save_beside(network, "rescued") == tmp_path / "rescued.npz"
