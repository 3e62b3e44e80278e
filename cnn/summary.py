"""Prints a network as a table."""

from __future__ import annotations

from cnn.network import Network


def summary(network: Network) -> str:
    """One line per layer: its name, its output shape for one image, its parameter count."""
    rows = [("layer", "output", "parameters"), ("input", _shape(network.input_shape), "")]
    rows += [
        (
            layer.name,
            _shape(layer.output_shape),
            f"{sum(parameter.value.size for parameter in layer.parameters):,}",
        )
        for layer in network.layers
    ]
    rows.append(("all", "", f"{network.parameter_count:,}"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{a:{widths[0]}}  {b:{widths[1]}}  {c:>{widths[2]}}" for a, b, c in rows]
    rule = "─" * len(lines[0])
    return "\n".join([network.name, rule, lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
