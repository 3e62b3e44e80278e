"""Trains one network by a recipe in PyTorch: ``python pytorch_recipe.py FOLDER``.

``FOLDER`` has ``recipe.json`` (layers, batch size, a learning rate for every step) and
``recipe.npz`` (training images in their order, test images). Prints accuracy and seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from pytorch import chain
from torch import nn

TRIED_STEPS = 30


def scaled(images: np.ndarray) -> torch.Tensor:
    """``(N, 1, H, W)`` in 0..1."""
    return torch.from_numpy(images[:, None].astype(np.float32) / 255)


def train(
    recipe: dict, images: np.ndarray, labels: np.ndarray, memory_format: torch.memory_format
) -> nn.Module:
    """The trained network."""
    torch.manual_seed(recipe["seed"])
    model = chain(recipe["layers"])
    model(torch.zeros(2, 1, 28, 28))  # creates the parameters
    model = model.to(memory_format=memory_format)
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight)
            nn.init.zeros_(module.bias)
    momentum = recipe["momentum"]
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum, nesterov=True)
    size = recipe["batch_size"]
    targets = torch.from_numpy(labels)
    for step, start in enumerate(range(0, len(images), size)):
        optimiser.param_groups[0]["lr"] = recipe["rates"][step]
        x = scaled(images[start : start + size]).to(memory_format=memory_format)
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x), targets[start : start + size]).backward()
        optimiser.step()
    return model


def main(folder: Path) -> None:
    recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
    with np.load(folder / "recipe.npz") as data:
        arrays = {name: data[name] for name in data.files}
    images, labels = arrays["images"], arrays["labels"]
    ways = {}
    for threads in (1, 2):
        for memory_format in (torch.contiguous_format, torch.channels_last):
            torch.set_num_threads(threads)
            few = TRIED_STEPS * recipe["batch_size"]
            train(recipe, images[:few], labels[:few], memory_format)
            start = time.perf_counter()
            train(recipe, images[:few], labels[:few], memory_format)
            ways[time.perf_counter() - start] = threads, memory_format
    threads, memory_format = ways[min(ways)]
    torch.set_num_threads(threads)
    start = time.perf_counter()
    model = train(recipe, images, labels, memory_format).eval()
    seconds = time.perf_counter() - start
    with torch.inference_mode():
        parts = scaled(arrays["test_images"]).split(500)
        answers = torch.cat([model(part).argmax(1) for part in parts]).numpy()
    right = float((answers == arrays["test_labels"]).mean())
    print(json.dumps({"accuracy": right, "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
