"""The ways in which people write the ten digits.

Each way is a function of a random generator: what differs within a way (how long a flag, how far a
loop is closed) is drawn from it. The numbers are control points in a box 1 high and about 0.6 wide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from digitpad.handwriting.pen import Path, Shape, arc, corner

Way = Callable[[np.random.Generator], Shape]


def zero(rng: np.random.Generator) -> Shape:
    """One round; the end may fall short of the start, meet it or run past it."""
    rx, way = rng.uniform(0.2, 0.45), rng.choice([-1, -1, -1, 1])
    return [arc((0.35, 0.5), (rx, 0.5), rng.uniform(-150, -30), way * rng.uniform(325, 400))]


def curled_zero(rng: np.random.Generator) -> Shape:
    """The end runs inwards past the start, or both ends cross above."""
    rx, way = rng.uniform(0.25, 0.42), rng.choice([-1, -1, 1])
    ring = arc((0.35, 0.5), (rx, 0.5), -90 + rng.uniform(-30, 30), way * 355)
    inwards = rng.uniform(-0.12, 0.2)
    return [[*ring, (0.35 + way * rng.uniform(0.1, 0.35) * rx * 2, inwards)]]


def slashed_zero(rng: np.random.Generator) -> Shape:
    """With a stroke through it, inside or beyond the ring."""
    reach = rng.uniform(0.6, 1.35)
    x, y = rng.uniform(0.2, 0.35) * reach, rng.uniform(0.25, 0.45) * reach
    return [*zero(rng), [(0.35 + x, 0.5 - y), (0.35 - x, 0.5 + y)]]


def dotted_zero(rng: np.random.Generator) -> Shape:
    """With a dot in its middle."""
    x, y = 0.35 + rng.uniform(-0.05, 0.05), 0.5 + rng.uniform(-0.1, 0.1)
    return [*zero(rng), [(x, y), (x + 0.02, y + 0.03)]]


def _stem(rng: np.random.Generator, x: float = 0.4) -> Path:
    bend = rng.normal(0, 0.03)
    return [(x, 0), (x + bend, 0.5), (x, 1)]


def bar(rng: np.random.Generator) -> Shape:
    """A 1 that is nothing but a bar."""
    path = _stem(rng)
    return [path[::-1] if rng.random() < 0.1 else path]


def flagged_one(rng: np.random.Generator) -> Shape:
    """With a flag, from a mere hook to one as long as the stem; never as flat as a 7's bar."""
    long, steep = rng.uniform(0.08, 0.8), np.radians(rng.uniform(30, 75))
    x, y = 0.4 - long * np.cos(steep), long * np.sin(steep)
    between = ((x + 0.4) / 2 + rng.normal(0, 0.02), y / 2 + rng.uniform(-0.03, 0.06))
    return [[(x, y), between, corner(0.4, 0), *_stem(rng)[1:]]]


def _foot(rng: np.random.Generator) -> Path:
    left, right = rng.uniform(0.1, 0.35), rng.uniform(0.1, 0.4)
    return [(0.4 - left, 1 + rng.normal(0, 0.03)), (0.4 + right, 1 + rng.normal(0, 0.03))]


def serif_one(rng: np.random.Generator) -> Shape:
    """With flag and foot."""
    return [*flagged_one(rng), _foot(rng)]


def footed_one(rng: np.random.Generator) -> Shape:
    """A bar with a foot, at times in one stroke."""
    foot = _foot(rng)
    if rng.random() < 0.6:
        return [_stem(rng), foot]
    stem = flagged_one(rng)[0] if rng.random() < 0.6 else _stem(rng)
    return [[*stem[:-1], corner(0.4, 1), corner(*foot[0]), foot[1]]]


def _crown(rng: np.random.Generator) -> Path:
    """The arch of a 2, from the left over the top to its right side."""
    wide, high = rng.uniform(0.2, 0.34), rng.uniform(0.2, 0.34)
    start = rng.uniform(-215, -130)
    return arc((0.3, high), (wide, high), start, rng.uniform(15, 50) - start)


def flat_two(rng: np.random.Generator) -> Shape:
    """Arch, slope, and a straight base after a sharp corner."""
    left = rng.uniform(-0.05, 0.12)
    base = [corner(left, 0.98), (0.35, 0.97 + rng.normal(0, 0.03)), (0.68, 0.97)]
    base[-1] = (rng.uniform(0.5, 0.85), 0.97 + rng.normal(0, 0.06))
    return [[*_crown(rng), (0.38, 0.66), *base]]


def looped_two(rng: np.random.Generator) -> Shape:
    """With a loop at the lower left, from tiny to large."""
    size = rng.uniform(0.04, 0.16)
    loop = arc((size, 0.98 - size * 0.7), (size, size * 0.7), 60, 230)
    end = (rng.uniform(0.5, 0.85), 0.9 + rng.uniform(-0.08, 0.12))
    return [[*_crown(rng), (0.36, 0.68), *loop, (0.35, 0.93), end]]


def wavy_two(rng: np.random.Generator) -> Shape:
    """A swan: the base is a wave, joined by a curve."""
    left = rng.uniform(-0.02, 0.1)
    dip = rng.uniform(0.0, 0.08)
    return [[*_crown(rng), (0.3, 0.75), (left, 0.96), (0.2, 0.9), (0.45, 1 + dip), (0.75, 0.86)]]


def hooked_two(rng: np.random.Generator) -> Shape:
    """The arch begins with a curl."""
    curl = arc((0.1, 0.25), (0.07, 0.07), rng.uniform(20, 120), 200)
    left = rng.uniform(-0.05, 0.12)
    return [[*curl, *_crown(rng)[1:], (0.36, 0.68), corner(left, 0.98), (0.7, 0.96)]]


def zed_two(rng: np.random.Generator) -> Shape:
    """Nearly a Z, with a rounded upper corner."""
    lift = rng.uniform(0.02, 0.14)
    top: Path = [(0.02, lift), (0.3, 0), (0.52, lift * 0.7), (0.5, 0.28)]
    return [[*top, (0.28, 0.65), corner(0.0, 0.98), (0.35, 0.97), (rng.uniform(0.55, 0.75), 0.98)]]


def _belly(rng: np.random.Generator, x: float, top: float) -> Path:
    """The lower bow of a 3 or 5, from its upper left end."""
    wide, high = rng.uniform(0.24, 0.42), (1 - top) / 2
    return arc((x, top + high), (wide, high), -80, rng.uniform(170, 250))


def round_three(rng: np.random.Generator) -> Shape:
    """Two bows that meet in a cusp."""
    waist = rng.uniform(0.36, 0.54)
    x = rng.uniform(0.12, 0.26)
    start = rng.uniform(-190, -120)
    upper = arc((0.22, waist / 2), (rng.uniform(0.2, 0.34), waist / 2), start, 65 - start)
    return [[*upper, corner(x, waist + rng.normal(0, 0.02)), *_belly(rng, 0.22, waist)[1:]]]


def looped_three(rng: np.random.Generator) -> Shape:
    """With a small loop at the waist."""
    waist, size = rng.uniform(0.38, 0.52), rng.uniform(0.03, 0.09)
    upper = arc((0.22, waist / 2), (0.28, waist / 2), -170, 225)
    loop = arc((0.14, waist), (size * 1.5, size), 60, 250)
    return [[*upper, *loop, *_belly(rng, 0.22, waist)[1:]]]


def flat_three(rng: np.random.Generator) -> Shape:
    """With a flat top: bar, slope, bow."""
    waist = rng.uniform(0.32, 0.46)
    top = (rng.uniform(0.45, 0.62), rng.normal(0, 0.03))
    middle = corner(rng.uniform(0.12, 0.32), waist)
    return [[(0, rng.normal(0.02, 0.03)), corner(*top), middle, *_belly(rng, 0.22, waist)[1:]]]


def smooth_three(rng: np.random.Generator) -> Shape:
    """The waist only a dent."""
    dent = rng.uniform(0.25, 0.42)
    upper = arc((0.2, 0.24), (0.3, 0.24), rng.uniform(-190, -130), 170)
    return [[*upper[:-1], (0.48, 0.3), (dent, 0.47), *_belly(rng, 0.2, 0.45)[1:]]]


def _bar_of_four(rng: np.random.Generator, bar_y: float) -> tuple[float, float]:
    return (rng.uniform(0.6, 0.95), bar_y + rng.normal(0, 0.04))


def open_four(rng: np.random.Generator) -> Shape:
    """An L or U and a stem through or from its bar."""
    y, x = rng.uniform(0.45, 0.72), rng.uniform(0.38, 0.6)
    left = (rng.uniform(0.0, 0.3), rng.uniform(-0.05, 0.2))
    turn = corner(rng.uniform(-0.05, 0.1), y)
    stem: Path = [(x, rng.uniform(0.0, y - 0.08)), (x + rng.normal(0, 0.04), 1)]
    return [[left, turn, _bar_of_four(rng, y)], stem]


def round_four(rng: np.random.Generator) -> Shape:
    """Like a u with a stem, two strokes or one."""
    y, x = rng.uniform(0.42, 0.68), rng.uniform(0.4, 0.6)
    top = rng.uniform(-0.05, 0.25)
    cup: Path = [(0.05, rng.uniform(0, 0.15)), (0.02, y * 0.7), (0.15, y), (x * 0.75, y * 0.93)]
    if rng.random() < 0.5:
        end = (x + rng.normal(0, 0.06), 1)
        return [[*cup, corner(x, top), (x, 0.6), end]]
    return [
        [*cup, (x + rng.uniform(0.02, 0.3), y * 0.85)],
        [(x, top), (x + rng.normal(0, 0.05), 1)],
    ]


def closed_four(rng: np.random.Generator) -> Shape:
    """Slope, bar, and a stem from the top."""
    y, x = rng.uniform(0.5, 0.78), rng.uniform(0.38, 0.58)
    gap = rng.uniform(-0.08, 0.12)
    slope: Path = [(x - gap, 0.0), corner(rng.uniform(-0.08, 0.06), y), _bar_of_four(rng, y)]
    return [slope, [(x, rng.uniform(-0.08, 0.12)), (x + rng.normal(0, 0.04), 1)]]


def one_stroke_four(rng: np.random.Generator) -> Shape:
    """Without lifting: bar, slope and stem; or slope, bar, and back up over the top."""
    y, x = rng.uniform(0.5, 0.76), rng.uniform(0.36, 0.55)
    left, end = corner(rng.uniform(-0.06, 0.06), y), (x + rng.normal(0, 0.05), 1)
    if rng.random() < 0.5:
        return [[_bar_of_four(rng, y), left, corner(x, 0.0), end]]
    up = corner(rng.uniform(0.55, 0.8), y + rng.normal(0, 0.04))
    return [[(x * rng.uniform(0.5, 1), rng.uniform(0, 0.1)), left, up, corner(x + 0.1, 0.08), end]]


def lightning_four(rng: np.random.Generator) -> Shape:
    """Without lifting: down, across, and straight into the stem."""
    y, x = rng.uniform(0.42, 0.6), rng.uniform(0.4, 0.6)
    start = (rng.uniform(0.05, 0.35), 0.0)
    turn, top = corner(rng.uniform(-0.05, 0.08), y), rng.uniform(0.1, 0.3)
    return [[start, turn, corner(x, y - rng.uniform(0.0, 0.08)), corner(x, top), (x - 0.03, 1)]]


def plain_five(rng: np.random.Generator) -> Shape:
    """In one stroke: bar, down, bow."""
    x, y = rng.uniform(0.02, 0.16), rng.uniform(0.34, 0.5)
    bar_end = (rng.uniform(0.42, 0.75), rng.normal(0, 0.05))
    return [[bar_end, corner(x + 0.05, 0.02), corner(x, y), *_belly(rng, 0.24, y - 0.03)]]


def barred_five(rng: np.random.Generator) -> Shape:
    """The bar a stroke of its own, often detached."""
    x, y = rng.uniform(0.02, 0.18), rng.uniform(0.34, 0.5)
    body: Path = [(x + 0.05, rng.uniform(0, 0.06)), corner(x, y), *_belly(rng, 0.24, y - 0.03)]
    left, lift = x + rng.uniform(-0.08, 0.3), rng.uniform(-0.14, 0.05)
    cap: Path = [(left, lift), (left + rng.uniform(0.22, 0.6), lift + rng.normal(0, 0.06))]
    return [body, cap]


def snake_five(rng: np.random.Generator) -> Shape:
    """Nearly an S."""
    top: Path = [(rng.uniform(0.45, 0.7), rng.uniform(-0.02, 0.1)), (0.3, 0.02), (0.1, 0.15)]
    return [[*top, (0.12, 0.36), *_belly(rng, 0.26, 0.38)[1:]]]


def pointed_five(rng: np.random.Generator) -> Shape:
    """The bow runs off the stem without a corner of its own."""
    x, y = rng.uniform(0.0, 0.12), rng.uniform(0.4, 0.55)
    bow: Path = [(0.35, y - 0.02), (0.52, (y + 1) / 2), (0.35, 0.97), (0.02, rng.uniform(0.8, 1))]
    bar_end = (rng.uniform(0.4, 0.7), rng.normal(0, 0.04))
    return [[bar_end, corner(x + 0.06, 0.0), corner(x, y), *bow]]


def round_six(rng: np.random.Generator) -> Shape:
    """A bow into a loop, which may be tiny, wide, open, or wound into itself."""
    high, wide = rng.uniform(0.1, 0.34), rng.uniform(0.12, 0.32)
    loop = arc((wide + 0.02, 1 - high), (wide, high), 160, -rng.uniform(250, 400))
    start = (rng.uniform(0.15, 0.65), rng.uniform(-0.02, 0.08))
    return [[start, (start[0] * 0.4 + 0.08, 0.3), (0.03, 0.85 - high), *loop]]


def straight_six(rng: np.random.Generator) -> Shape:
    """A straight stem, leaning either way, and a loop."""
    high, wide = rng.uniform(0.14, 0.3), rng.uniform(0.14, 0.3)
    loop = arc((wide, 1 - high), (wide, high), 165, -rng.uniform(290, 375))
    return [[(rng.uniform(-0.02, 0.4), 0), (rng.uniform(0.0, 0.12), 0.5), *loop]]


def hooked_six(rng: np.random.Generator) -> Shape:
    """The bow begins with a hook to the right."""
    high, wide = rng.uniform(0.16, 0.3), rng.uniform(0.16, 0.3)
    loop = arc((wide + 0.02, 1 - high), (wide, high), 170, -rng.uniform(280, 390))
    hook: Path = [(0.55, rng.uniform(0.08, 0.2)), (0.38, 0.0), (0.14, 0.2), (0.04, 0.45)]
    return [[*hook, *loop]]


def _roof(rng: np.random.Generator) -> Path:
    """The bar of a 7: straight or wavy, with or without a tick at its beginning."""
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
    """Bar and leg."""
    return [[*_roof(rng), *_leg(rng)]]


def crossed_seven(rng: np.random.Generator) -> Shape:
    """With a stroke across the leg."""
    leg = _leg(rng)
    y = rng.uniform(0.36, 0.66)
    x = leg[0][0] + rng.normal(0, 0.04)
    half, tilt = rng.uniform(0.1, 0.32), rng.normal(-0.02, 0.05)
    return [[*_roof(rng), *leg], [(x - half, y - tilt), (x + half, y + tilt)]]


def round_seven(rng: np.random.Generator) -> Shape:
    """The bar bends into the leg without a corner."""
    right = rng.uniform(0.42, 0.6)
    roof: Path = [(0, rng.uniform(0, 0.12)), (0.25, 0.0), (right, 0.08), (right * 0.9, 0.35)]
    return [[*roof, (rng.uniform(0.1, 0.4), 1)]]


def eight(rng: np.random.Generator) -> Shape:
    """In one stroke from the upper right: S, and back up; the top may stay open."""
    waist, gap = rng.uniform(0.38, 0.55), rng.uniform(-0.06, 0.22)
    a, b = rng.uniform(0.16, 0.3), rng.uniform(0.2, 0.36)
    x, low = 0.33, (waist + 1) / 2
    start: Path = [(x + a * rng.uniform(0.3, 1.1), waist * rng.uniform(0.0, 0.35))]
    upper: Path = [(x, 0.0), (x - a, waist * 0.45), (x, waist)]
    lower: Path = [(x + b, low), (x, 1), (x - b, low), (x, waist)]
    end = (start[0][0] + gap * 0.7, start[0][1] + rng.uniform(-0.05, 0.6) * gap)
    shape: Path = [*start, *upper, *lower, (x + a * 0.85, waist * 0.55), end]
    return [[(2 * x - p[0], p[1]) for p in shape] if rng.random() < 0.15 else shape]


def middle_eight(rng: np.random.Generator) -> Shape:
    """In one stroke from the waist, or from the left."""
    waist, low = rng.uniform(0.4, 0.55), 0.0
    a, b, x = rng.uniform(0.16, 0.3), rng.uniform(0.2, 0.34), 0.33
    low = (waist + 1) / 2
    start = (x + rng.uniform(-0.12, 0.05), waist - rng.uniform(-0.06, 0.12))
    upper: Path = [(x + a, waist / 2), (x, 0), (x - a, waist / 2), (x, waist)]
    return [[start, *upper, (x + b, low), (x, 1), (x - b, low), (x - 0.02, waist + 0.03)]]


def two_circles(rng: np.random.Generator) -> Shape:
    """One circle on the other; they may part or overlap a little."""
    waist, gap = rng.uniform(0.38, 0.56), rng.uniform(-0.07, 0.05)
    upper, lower = (waist - gap) / 2, (1 - waist) / 2
    a, b = rng.uniform(0.15, 0.28), rng.uniform(0.18, 0.34)
    x, away = 0.33, rng.normal(0, 0.04)
    first = arc((x, upper), (a, upper), rng.uniform(-150, 90), rng.choice([-1, 1]) * 365)
    second = arc((x + away, 1 - lower), (b, lower), rng.uniform(-140, -40), -365)
    return [first, second]


def _head(rng: np.random.Generator, wide: float, high: float) -> Path:
    """The loop of a 9, ending at its right."""
    begin = rng.uniform(-70, 10)
    return arc((0.3, high), (wide, high), begin, -(360 + begin) + rng.uniform(-5, 25))


def straight_nine(rng: np.random.Generator) -> Shape:
    """Loop and straight tail, upright or leaning."""
    high, wide = rng.uniform(0.12, 0.32), rng.uniform(0.14, 0.32)
    foot = 0.3 + wide + rng.uniform(-0.4, 0.06)
    return [[*_head(rng, wide, high)[:-1], corner(0.3 + wide, high * 0.8), (foot, 1)]]


def curled_nine(rng: np.random.Generator) -> Shape:
    """The tail curls to the left, from a hint to nearly a g."""
    high, wide = rng.uniform(0.12, 0.3), rng.uniform(0.16, 0.3)
    right, curl = 0.3 + wide, rng.uniform(0.0, 0.45)
    tail: Path = [(right, 0.7), (right - 0.12, 0.95), (0.25, 1.0), (0.02, 1 - curl * 0.5)]
    return [[*_head(rng, wide, high)[:-1], corner(right, high * 0.8), *tail]]


def filled_nine(rng: np.random.Generator) -> Shape:
    """The loop so small that it fills with ink."""
    size = rng.uniform(0.03, 0.1)
    head = _head(rng, size * rng.uniform(0.8, 2), size)
    bend = rng.uniform(-0.05, 0.1)
    return [[*head[:-1], (0.3 + size, size), (0.34 + bend, 0.5), (rng.uniform(0.05, 0.4), 1)]]


def open_nine(rng: np.random.Generator) -> Shape:
    """The loop does not close: a cup and a stem."""
    high, wide = rng.uniform(0.18, 0.3), rng.uniform(0.16, 0.28)
    gap = rng.uniform(-0.02, 0.1)
    cup = arc((0.3, high), (wide, high), rng.uniform(-85, -45), -rng.uniform(270, 300))
    right = 0.3 + wide + gap
    start = corner(right, rng.uniform(0.0, high))
    return [[*cup, start, (right, 0.6), (right - rng.uniform(-0.02, 0.35), 1)]]


def two_stroke_nine(rng: np.random.Generator) -> Shape:
    """A ring, and a stem beside it."""
    high, wide = rng.uniform(0.18, 0.3), rng.uniform(0.16, 0.28)
    ring = arc((0.3, high), (wide, high), rng.uniform(-60, 0), -rng.uniform(335, 375))
    right = 0.3 + wide + rng.normal(0, 0.03)
    stem: Path = [(right, high * rng.uniform(-0.1, 0.9)), (right + rng.normal(-0.05, 0.08), 1)]
    return [ring, stem]


WAYS: Mapping[int, Mapping[Way, float]] = {
    0: {zero: 6, curled_zero: 2, slashed_zero: 1.5, dotted_zero: 0.3},
    1: {bar: 3, flagged_one: 4, serif_one: 1.5, footed_one: 1},
    2: {flat_two: 3, looped_two: 3, wavy_two: 2, hooked_two: 1, zed_two: 1.5},
    3: {round_three: 4, looped_three: 1.5, flat_three: 2, smooth_three: 1.5},
    4: {open_four: 3, round_four: 2, closed_four: 2.5, one_stroke_four: 2, lightning_four: 1},
    5: {plain_five: 3, barred_five: 3, snake_five: 1.5, pointed_five: 1.5},
    6: {round_six: 4, straight_six: 2, hooked_six: 1},
    7: {plain_seven: 4, crossed_seven: 3, round_seven: 1.5},
    8: {eight: 5, middle_eight: 1.5, two_circles: 1.5},
    9: {straight_nine: 3, curled_nine: 3, filled_nine: 1, open_nine: 1, two_stroke_nine: 1},
}
"""For each digit its ways, and how common each is."""
