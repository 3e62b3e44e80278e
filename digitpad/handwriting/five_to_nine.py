"""The styles in which people write 5, 6, 7, 8 and 9.

Each style is a function of a random generator, which varies the details (the length of a flag, how
far a loop closes). The numbers are control points in a box 1 high and about 0.6 wide.
"""

from __future__ import annotations

import numpy as np

from digitpad.handwriting.pen import Path, Shape, arc, belly, corner


def plain_five(rng: np.random.Generator) -> Shape:
    """One stroke: bar, stem, bow."""
    x, y = rng.uniform(0.02, 0.16), rng.uniform(0.34, 0.5)
    bar_end = (rng.uniform(0.42, 0.75), rng.normal(0, 0.05))
    return [[bar_end, corner(x + 0.05, 0.02), corner(x, y), *belly(rng, 0.24, y - 0.03)]]


def barred_five(rng: np.random.Generator) -> Shape:
    """The bar is a separate stroke, often detached."""
    x, y = rng.uniform(0.02, 0.18), rng.uniform(0.34, 0.5)
    body: Path = [(x + 0.05, rng.uniform(0, 0.06)), corner(x, y), *belly(rng, 0.24, y - 0.03)]
    left, lift = x + rng.uniform(-0.08, 0.3), rng.uniform(-0.14, 0.05)
    cap: Path = [(left, lift), (left + rng.uniform(0.22, 0.6), lift + rng.normal(0, 0.06))]
    return [body, cap]


def snake_five(rng: np.random.Generator) -> Shape:
    """Almost an S."""
    top: Path = [(rng.uniform(0.45, 0.7), rng.uniform(-0.02, 0.1)), (0.3, 0.02), (0.1, 0.15)]
    return [[*top, (0.12, 0.36), *belly(rng, 0.26, 0.38)[1:]]]


def pointed_five(rng: np.random.Generator) -> Shape:
    """No corner between stem and bow."""
    x, y = rng.uniform(0.0, 0.12), rng.uniform(0.4, 0.55)
    bow: Path = [
        (0.35, y - 0.02),
        (0.52, (y + 1) / 2),
        (0.35, 0.97),
        (0.02, rng.uniform(0.8, 1)),
    ]
    bar_end = (rng.uniform(0.4, 0.7), rng.normal(0, 0.04))
    return [[bar_end, corner(x + 0.06, 0.0), corner(x, y), *bow]]


def round_six(rng: np.random.Generator) -> Shape:
    """A bow into a loop, which may be tiny, wide, open or a spiral."""
    high, wide = rng.uniform(0.1, 0.34), rng.uniform(0.12, 0.32)
    loop = arc((wide + 0.02, 1 - high), (wide, high), 160, -rng.uniform(250, 400))
    start = (rng.uniform(0.15, 0.65), rng.uniform(-0.02, 0.08))
    return [[start, (start[0] * 0.4 + 0.08, 0.3), (0.03, 0.85 - high), *loop]]


def straight_six(rng: np.random.Generator) -> Shape:
    """A straight stem, leaning either way, and a loop."""
    high, wide = rng.uniform(0.14, 0.3), rng.uniform(0.14, 0.3)
    loop = arc((wide, 1 - high), (wide, high), 165, -rng.uniform(290, 375))
    return [[(rng.uniform(-0.02, 0.4), 0), (rng.uniform(0.0, 0.12), 0.5), *loop]]


def crossing_six(rng: np.random.Generator) -> Shape:
    """A tiny loop whose end crosses the stem to the left."""
    high, wide = rng.uniform(0.07, 0.22), rng.uniform(0.1, 0.26)
    x, out = rng.uniform(0.0, 0.1), rng.uniform(0.03, 0.25)
    stem: Path = [(rng.uniform(-0.05, 0.6), 0), (x + rng.uniform(-0.02, 0.12), 0.5)]
    loop = arc((x + wide, 1 - high), (wide, high), 165, -rng.uniform(230, 300))
    return [[*stem, *loop, (x - out, 1 - 2 * high + rng.uniform(-0.05, 0.1))]]


def hooked_six(rng: np.random.Generator) -> Shape:
    """The bow starts with a hook to the right."""
    high, wide = rng.uniform(0.16, 0.3), rng.uniform(0.16, 0.3)
    loop = arc((wide + 0.02, 1 - high), (wide, high), 170, -rng.uniform(280, 390))
    hook: Path = [(0.55, rng.uniform(0.08, 0.2)), (0.38, 0.0), (0.14, 0.2), (0.04, 0.45)]
    return [[*hook, *loop]]


def _roof(rng: np.random.Generator) -> Path:
    """The bar of a 7: straight or wavy, with or without a tick at its start."""
    tick = rng.uniform(0.05, 0.28) if rng.random() < 0.3 else 0.0
    wave = rng.uniform(0.02, 0.12) if rng.random() < 0.35 else 0.0
    right = rng.uniform(0.42, 0.68)
    bar: Path = [(0.0, wave / 2), (right * 0.3, -wave), (right * 0.65, wave / 2)]
    start: Path = [(rng.normal(0, 0.03), tick), corner(0.0, wave / 2)] if tick else []
    return [*start, *bar[bool(tick) :], corner(right, rng.normal(-wave / 3, 0.02))]


def _leg(rng: np.random.Generator) -> Path:
    foot = rng.uniform(0.0, 0.45)
    return [(foot + (0.5 - foot) * 0.45, 0.5 + rng.normal(0, 0.03)), (foot, 1)]


def plain_seven(rng: np.random.Generator) -> Shape:
    """Bar and stem."""
    return [[*_roof(rng), *_leg(rng)]]


def crossed_seven(rng: np.random.Generator) -> Shape:
    """With a stroke across the stem."""
    leg = _leg(rng)
    y = rng.uniform(0.36, 0.78)
    x = leg[0][0] + (y - 0.5) * 2 * (leg[1][0] - leg[0][0]) + rng.normal(0, 0.04)
    half, tilt = rng.uniform(0.1, 0.32), rng.normal(-0.02, 0.05)
    return [[*_roof(rng), *leg], [(x - half, y - tilt), (x + half, y + tilt)]]


def wavy_seven(rng: np.random.Generator) -> Shape:
    """A wavy bar, often with a hook at its start; the stem is curved and usually crossed."""
    wave, right = rng.uniform(0.05, 0.16), rng.uniform(0.45, 0.75)
    hook: Path = [(rng.normal(0, 0.04), rng.uniform(0.12, 0.3))] if rng.random() < 0.6 else []
    bar: Path = [(0.04, wave / 2), (right * 0.3, -wave), (right * 0.7, wave)]
    foot, bow = rng.uniform(0.0, 0.4), rng.uniform(-0.02, 0.12)
    waist = ((right + foot) / 2 - bow, 0.5)
    digit: Path = [*hook, *bar, corner(right, rng.uniform(-0.1, 0.02)), waist, (foot, 1)]
    if rng.random() < 0.35:
        return [digit]
    y, half = rng.uniform(0.4, 0.72), rng.uniform(0.1, 0.32)
    x = waist[0] + (foot - waist[0]) * (y - 0.5) * 2 + rng.normal(0, 0.04)
    sag = rng.normal(0, 0.03)
    return [digit, [(x - half, y + rng.normal(0.02, 0.04)), (x, y + sag), (x + half, y)]]


def round_seven(rng: np.random.Generator) -> Shape:
    """The bar curves into the stem without a corner."""
    right = rng.uniform(0.42, 0.6)
    roof: Path = [(0, rng.uniform(0, 0.25)), (0.2, 0.0), (right, 0.08), (right * 0.9, 0.35)]
    foot = rng.uniform(0.0, 0.4)
    digit: Path = [*roof, (foot + rng.normal(0.06, 0.04), 0.75), (foot, 1)]
    if rng.random() < 0.6:
        return [digit]
    y, half = rng.uniform(0.4, 0.72), rng.uniform(0.1, 0.32)
    x = foot + (right * 0.9 - foot) * (1 - y) / 0.65
    return [digit, [(x - half, y + rng.normal(0.02, 0.04)), (x + half, y)]]


def overhung_seven(rng: np.random.Generator) -> Shape:
    """The bar extends beyond the stem, which is a separate stroke or turns back under the bar."""
    x = rng.uniform(0.3, 0.55)
    over, foot = rng.uniform(0.03, 0.22), x - rng.uniform(-0.03, 0.25)
    tick: Path = [(rng.normal(0, 0.03), rng.uniform(0.1, 0.25)), corner(0, 0)]
    bar: Path = [*(tick if rng.random() < 0.4 else [(0, 0)]), corner(x + over, rng.normal(0, 0.03))]
    leg: Path = [corner(x, 0.03), (foot, 1)]
    return [[*bar, *leg]] if rng.random() < 0.5 else [bar, leg]


def eight(rng: np.random.Generator) -> Shape:
    """One stroke from the upper right: an S, and back up; the top may stay open."""
    waist, gap = rng.uniform(0.38, 0.55), rng.uniform(-0.06, 0.22)
    a, b = rng.uniform(0.16, 0.3), rng.uniform(0.2, 0.36)
    x, low = 0.33, (waist + 1) / 2
    start: Path = [(x + a * rng.uniform(0.3, 1.1), waist * rng.uniform(0.0, 0.35))]
    upper: Path = [(x, 0.0), (x - a, waist * 0.45), (x, waist)]
    lower: Path = [(x + b, low), (x, 1), (x - b, low), (x, waist)]
    end = (start[0][0] + gap * 0.7, start[0][1] + rng.uniform(-0.05, 0.6) * gap)
    shape: Path = [*start, *upper, *lower, (x + a * 0.85, waist * 0.55), end]
    return [[(2 * x - p[0], p[1]) for p in shape] if rng.random() < 0.15 else shape]


def open_eight(rng: np.random.Generator) -> Shape:
    """An S and a straight way back: narrow loops, the upper one open or with a long tail."""
    waist, x = rng.uniform(0.35, 0.55), 0.33
    a, b = rng.uniform(0.1, 0.26), rng.uniform(0.04, 0.26)
    start = (x + rng.uniform(0.05, 0.45), rng.uniform(-0.03, 0.2))
    upper: Path = [(x, 0.0), (x - a, waist * 0.5), (x, waist)]
    low: Path = [(x + b, (waist + 1) / 2), (x, 1), (x - b, 0.85), (x - b * 0.3, waist + 0.12)]
    end = (x + rng.uniform(0.1, 0.5), rng.uniform(-0.08, 0.25))
    return [[start, *upper, *low, end]]


def middle_eight(rng: np.random.Generator) -> Shape:
    """One stroke that starts at the waist, or at the left."""
    waist, low = rng.uniform(0.4, 0.55), 0.0
    a, b, x = rng.uniform(0.16, 0.3), rng.uniform(0.2, 0.34), 0.33
    low = (waist + 1) / 2
    start = (x + rng.uniform(-0.12, 0.05), waist - rng.uniform(-0.06, 0.12))
    upper: Path = [(x + a, waist / 2), (x, 0), (x - a, waist / 2), (x, waist)]
    return [[start, *upper, (x + b, low), (x, 1), (x - b, low), (x - 0.02, waist + 0.03)]]


def two_circles(rng: np.random.Generator) -> Shape:
    """One circle above the other, with a small gap or overlap."""
    waist, gap = rng.uniform(0.38, 0.56), rng.uniform(-0.07, 0.05)
    upper, lower = (waist - gap) / 2, (1 - waist) / 2
    a, b = rng.uniform(0.15, 0.28), rng.uniform(0.18, 0.34)
    x, away = 0.33, rng.normal(0, 0.04)
    first = arc((x, upper), (a, upper), rng.uniform(-150, 90), rng.choice([-1, 1]) * 365)
    second = arc((x + away, 1 - lower), (b, lower), rng.uniform(-140, -40), -365)
    return [first, second]


def _head(rng: np.random.Generator, wide: float, high: float) -> Path:
    """The loop of a 9; it ends at its right."""
    begin = rng.uniform(-70, 10)
    open_by = rng.uniform(10, 60) if rng.random() < 0.15 else rng.uniform(-5, 25)
    return arc((0.3, high), (wide, high), begin, -(360 + begin) + open_by)


def straight_nine(rng: np.random.Generator) -> Shape:
    """A loop and a straight tail, upright or slanted."""
    high, wide = rng.uniform(0.12, 0.32), rng.uniform(0.14, 0.32)
    foot = 0.3 + wide + rng.uniform(-0.4, 0.06)
    return [[*_head(rng, wide, high)[:-1], corner(0.3 + wide, high * 0.8), (foot, 1)]]


def curled_nine(rng: np.random.Generator) -> Shape:
    """The tail curves to the left, slightly or almost like a g."""
    high, wide = rng.uniform(0.12, 0.3), rng.uniform(0.16, 0.3)
    right, curl = 0.3 + wide, rng.uniform(0.0, 0.45)
    tail: Path = [(right, 0.7), (right - 0.12, 0.95), (0.25, 1.0), (0.02, 1 - curl * 0.5)]
    return [[*_head(rng, wide, high)[:-1], corner(right, high * 0.8), *tail]]


def bowed_nine(rng: np.random.Generator) -> Shape:
    """A small or flat loop, sometimes open, and a tail that curves far to the right."""
    high, wide = rng.uniform(0.08, 0.22), rng.uniform(0.14, 0.3)
    start = rng.uniform(-75, 0)
    loop = arc((0.3, high), (wide, high), start, -(start + rng.uniform(285, 350)))
    right = 0.3 + wide
    out, end = rng.uniform(0.0, 0.16), rng.uniform(-0.15, 0.2)
    tail: Path = [(right + out, 0.45), (right + out * 0.6, 0.75), (0.3, 1.0)]
    return [[*loop, (right, high * 1.1), *tail, (end, rng.uniform(0.8, 1.0))]]


def filled_nine(rng: np.random.Generator) -> Shape:
    """A loop so small that it fills with ink."""
    size = rng.uniform(0.03, 0.1)
    head = _head(rng, size * rng.uniform(0.8, 2), size)
    bend = rng.uniform(-0.05, 0.1)
    return [[*head[:-1], (0.3 + size, size), (0.34 + bend, 0.5), (rng.uniform(0.05, 0.4), 1)]]


def open_nine(rng: np.random.Generator) -> Shape:
    """The loop is open: a cup and a stem."""
    high, wide = rng.uniform(0.18, 0.3), rng.uniform(0.16, 0.28)
    gap = rng.uniform(-0.02, 0.1)
    cup = arc((0.3, high), (wide, high), rng.uniform(-85, -45), -rng.uniform(270, 300))
    right = 0.3 + wide + gap
    start = corner(right, rng.uniform(0.0, high))
    return [[*cup, start, (right, 0.6), (right - rng.uniform(-0.02, 0.35), 1)]]


def two_stroke_nine(rng: np.random.Generator) -> Shape:
    """A ring and a stem beside it."""
    high, wide = rng.uniform(0.18, 0.3), rng.uniform(0.16, 0.28)
    ring = arc((0.3, high), (wide, high), rng.uniform(-60, 0), -rng.uniform(335, 375))
    right = 0.3 + wide + rng.normal(0, 0.03)
    stem: Path = [(right, high * rng.uniform(-0.1, 0.9)), (right + rng.normal(-0.05, 0.08), 1)]
    return [ring, stem]
