from __future__ import annotations

import json
from importlib import metadata
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

import cnn
from cnn import assets
from cnn.storage.arrays import write_archive


@pytest.mark.parametrize("installed", [True, False])
def test_assets_are_found_installed_or_beside_the_source(
    monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    point = EntryPoint("any", "digitpad_assets", assets.GROUP)
    points = [point] if installed else []
    monkeypatch.setattr(metadata, "entry_points", lambda group: points)
    assert (assets.asset_folder("models") / "best.npz").is_file()
    assert len(cnn.load_mnist_test()) == 10_000


def test_mnist_may_lie_in_another_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="t10k-images"):
        cnn.load_mnist_test(tmp_path)


def test_the_library_does_not_know_the_application() -> None:
    sources = Path(cnn.__file__).parent.rglob("*.py")
    assert not [path.name for path in sources if "digitpad" in path.read_text(encoding="utf-8")]


def test_files_that_carry_an_applications_name_can_be_read(tmp_path: Path) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "outputs": 3}]  # as it was called then
    description = {
        "format": "digitpad network 1",
        "name": "old",
        "input_shape": [1, 2, 2],
        "layers": layers,
    }
    arrays = {
        "dense1.weight": np.ones((3, 4), np.float32),
        "dense1.bias": np.zeros(3, np.float32),
    }
    write_archive(tmp_path / "old.npz", "architecture", description, arrays)
    old = cnn.load_network(tmp_path / "old.npz")
    assert old.config()[1]["out_features"] == 3
    cnn.save_network(old, tmp_path / "new.npz")
    with np.load(tmp_path / "new.npz") as archive:
        assert json.loads(str(archive["architecture"]))["format"] == "cnn network 1"
