"""The styles in which people write 0, 1, 2, 3 and 4.

Each style is a function of a random generator, which varies the details (the length of a flag, how
far a loop closes). The numbers are control points in a box 1 high and about 0.6 wide.
"""

from __future__ import annotations

import numpy as np

from digitpad.handwriting.pen import Path, Shape, arc, belly, corner


def zero(rng: np.random.Generator) -> Shape:
    """One ring; its end may stop short of the start, meet it or pass it."""
    rx, way = rng.uniform(0.2, 0.45), rng.choice([-1, -1, -1, 1])
    return [arc((0.35, 0.5), (rx, 0.5), rng.uniform(-150, -30), way * rng.uniform(325, 400))]


def curled_zero(rng: np.random.Generator) -> Shape:
    """The end curls inwards past the start, or both ends cross at the top."""
    rx, way = rng.uniform(0.25, 0.42), rng.choice([-1, -1, 1])
    ring = arc((0.35, 0.5), (rx, 0.5), -90 + rng.uniform(-30, 30), way * 355)
    inwards = rng.uniform(-0.12, 0.2)
    return [[*ring, (0.35 + way * rng.uniform(0.1, 0.35) * rx * 2, inwards)]]


def slashed_zero(rng: np.random.Generator) -> Shape:
    """With a slash, inside the ring or longer."""
    reach = rng.uniform(0.6, 1.35)
    x, y = rng.uniform(0.2, 0.35) * reach, rng.uniform(0.25, 0.45) * reach
    return [*zero(rng), [(0.35 + x, 0.5 - y), (0.35 - x, 0.5 + y)]]


def threaded_zero(rng: np.random.Generator) -> Shape:
    """With a slash, or its beginning, in the same stroke: the pen continues into the ring."""
    rx = rng.uniform(0.22, 0.42)
    ring = arc((0.35, 0.5), (rx, 0.5), rng.uniform(-80, -40), -rng.uniform(345, 375))
    reach = rng.uniform(0.1, 1.0)
    x, y = 0.35 - reach * rng.uniform(0.2, 0.9) * rx, 0.5 + reach * rng.uniform(0.2, 0.5)
    return [[*ring[:-1], corner(*ring[-1]), (x, y)]]


def dotted_zero(rng: np.random.Generator) -> Shape:
    """With a dot in the middle."""
    x, y = 0.35 + rng.uniform(-0.05, 0.05), 0.5 + rng.uniform(-0.1, 0.1)
    return [*zero(rng), [(x, y), (x + 0.02, y + 0.03)]]


def _stem(rng: np.random.Generator, x: float = 0.4) -> Path:
    bend = rng.normal(0, 0.03)
    return [(x, 0), (x + bend, 0.5), (x, 1)]


def bar(rng: np.random.Generator) -> Shape:
    """A 1 that is just a bar."""
    path = _stem(rng)
    return [path[::-1] if rng.random() < 0.1 else path]


def flagged_one(rng: np.random.Generator, flattest: float = 30) -> Shape:
    """With a flag, from a small hook to one as long as the stem; never as flat as the bar of a 7.

    Its slope is at least ``flattest`` degrees.
    """
    long, steep = rng.uniform(0.08, 0.8), np.radians(rng.uniform(flattest, 75))
    x, y = 0.4 - long * np.cos(steep), long * np.sin(steep)
    between = ((x + 0.4) / 2 + rng.normal(0, 0.02), y / 2 + rng.uniform(-0.03, 0.06))
    return [[(x, y), between, corner(0.4, 0), *_stem(rng)[1:]]]


def folded_one(rng: np.random.Generator) -> Shape:
    """The flag starts far below, so close to the stem that the pen almost retraces it."""
    start = (0.4 - rng.uniform(0.0, 0.22), rng.uniform(0.35, 0.95))
    bend = (start[0] + rng.uniform(0.0, 0.12), start[1] * rng.uniform(0.4, 0.6))
    return [[start, bend, corner(0.4, 0), *_stem(rng)[1:]]]


def waved_one(rng: np.random.Generator) -> Shape:
    """The flag is wavy, or curves into the stem without a corner."""
    long, fall = rng.uniform(0.15, 0.4), rng.uniform(0.15, 0.45)
    wave = rng.uniform(-0.06, 0.08)
    start, between = (0.4 - long, fall), (0.4 - long * 0.5, fall * 0.45 + wave)
    top = (0.4, 0.0) if rng.random() < 0.5 else corner(0.4, 0.0)
    return [[start, between, top, *_stem(rng)[1:]]]


def _foot(rng: np.random.Generator) -> Path:
    left, right = rng.uniform(0.1, 0.35), rng.uniform(0.1, 0.4)
    return [(0.4 - left, 1 + rng.normal(0, 0.03)), (0.4 + right, 1 + rng.normal(0, 0.03))]


def serif_one(rng: np.random.Generator) -> Shape:
    """With flag and foot; the flag may be flat, since the foot shows that it is not a 7."""
    return [*flagged_one(rng, flattest=15), _foot(rng)]


def footed_one(rng: np.random.Generator) -> Shape:
    """A bar with a foot, sometimes in one stroke."""
    foot = _foot(rng)
    if rng.random() < 0.6:
        return [_stem(rng), foot]
    stem = flagged_one(rng)[0] if rng.random() < 0.6 else _stem(rng)
    return [[*stem[:-1], corner(0.4, 1), corner(*foot[0]), foot[1]]]


def _crown(rng: np.random.Generator) -> Path:
    """The arch of a 2, from the left over the top to the right."""
    wide, high = rng.uniform(0.2, 0.34), rng.uniform(0.2, 0.34)
    start = rng.uniform(-215, -130)
    return arc((0.3, high), (wide, high), start, rng.uniform(15, 50) - start)


def flat_two(rng: np.random.Generator) -> Shape:
    """Arch, diagonal, and a straight base after a sharp corner."""
    left = rng.uniform(-0.05, 0.12)
    base = [corner(left, 0.98), (0.35, 0.97 + rng.normal(0, 0.03)), (0.68, 0.97)]
    base[-1] = (rng.uniform(0.5, 0.85), 0.97 + rng.normal(0, 0.06))
    return [[*_crown(rng), (0.38, 0.66), *base]]


def looped_two(rng: np.random.Generator) -> Shape:
    """With a loop at the lower left, tiny to large."""
    size = rng.uniform(0.04, 0.16)
    loop = arc((size, 0.98 - size * 0.7), (size, size * 0.7), 60, 230)
    end = (rng.uniform(0.5, 0.85), 0.9 + rng.uniform(-0.08, 0.12))
    return [[*_crown(rng), (0.36, 0.68), *loop, (0.35, 0.93), end]]


def wavy_two(rng: np.random.Generator) -> Shape:
    """The base is a wave, joined by a curve, as in a swan."""
    left = rng.uniform(-0.02, 0.1)
    dip = rng.uniform(0.0, 0.08)
    return [[*_crown(rng), (0.3, 0.75), (left, 0.96), (0.2, 0.9), (0.45, 1 + dip), (0.75, 0.86)]]


def hooked_two(rng: np.random.Generator) -> Shape:
    """The arch starts with a curl."""
    curl = arc((0.1, 0.25), (0.07, 0.07), rng.uniform(20, 120), 200)
    left = rng.uniform(-0.05, 0.12)
    return [[*curl, *_crown(rng)[1:], (0.36, 0.68), corner(left, 0.98), (0.7, 0.96)]]


def zed_two(rng: np.random.Generator) -> Shape:
    """Almost a Z, with a rounded upper corner."""
    lift = rng.uniform(0.02, 0.14)
    top: Path = [(0.02, lift), (0.3, 0), (0.52, lift * 0.7), (0.5, 0.28)]
    return [[*top, (0.28, 0.65), corner(0.0, 0.98), (0.35, 0.97), (rng.uniform(0.55, 0.75), 0.98)]]


def round_three(rng: np.random.Generator) -> Shape:
    """Two bows that meet in a point."""
    waist = rng.uniform(0.36, 0.54)
    x = rng.uniform(0.12, 0.26)
    start = rng.uniform(-190, -120)
    upper = arc((0.22, waist / 2), (rng.uniform(0.2, 0.34), waist / 2), start, 65 - start)
    return [[*upper, corner(x, waist + rng.normal(0, 0.02)), *belly(rng, 0.22, waist)[1:]]]


def looped_three(rng: np.random.Generator) -> Shape:
    """With a small loop at the waist."""
    waist, size = rng.uniform(0.38, 0.52), rng.uniform(0.03, 0.09)
    upper = arc((0.22, waist / 2), (0.28, waist / 2), -170, 225)
    loop = arc((0.14, waist), (size * 1.5, size), 60, 250)
    return [[*upper, *loop, *belly(rng, 0.22, waist)[1:]]]


def flat_three(rng: np.random.Generator) -> Shape:
    """With a flat top: bar, diagonal, bow."""
    waist = rng.uniform(0.32, 0.46)
    top = (rng.uniform(0.45, 0.62), rng.normal(0, 0.03))
    middle = corner(rng.uniform(0.12, 0.32), waist)
    return [[(0, rng.normal(0.02, 0.03)), corner(*top), middle, *belly(rng, 0.22, waist)[1:]]]


def smooth_three(rng: np.random.Generator) -> Shape:
    """The waist is only a dent."""
    dent = rng.uniform(0.25, 0.42)
    upper = arc((0.2, 0.24), (0.3, 0.24), rng.uniform(-190, -130), 170)
    return [[*upper[:-1], (0.48, 0.3), (dent, 0.47), *belly(rng, 0.2, 0.45)[1:]]]


def _bar_of_four(rng: np.random.Generator, bar_y: float) -> tuple[float, float]:
    return (rng.uniform(0.6, 0.95), bar_y + rng.normal(0, 0.04))


def open_four(rng: np.random.Generator) -> Shape:
    """An L or U, and a stem through or from its bar."""
    y, x = rng.uniform(0.45, 0.72), rng.uniform(0.38, 0.6)
    left = (rng.uniform(0.0, 0.3), rng.uniform(-0.05, 0.2))
    turn = corner(rng.uniform(-0.05, 0.1), y)
    stem: Path = [(x, rng.uniform(0.0, y - 0.08)), (x + rng.normal(0, 0.04), 1)]
    return [[left, turn, _bar_of_four(rng, y)], stem]


def round_four(rng: np.random.Generator) -> Shape:
    """A u with a stem, in one or two strokes."""
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
    """Diagonal, bar, and a stem from the top."""
    y, x = rng.uniform(0.5, 0.78), rng.uniform(0.38, 0.58)
    gap = rng.uniform(-0.08, 0.12)
    slope: Path = [(x - gap, 0.0), corner(rng.uniform(-0.08, 0.06), y), _bar_of_four(rng, y)]
    return [slope, [(x, rng.uniform(-0.08, 0.12)), (x + rng.normal(0, 0.04), 1)]]


def one_stroke_four(rng: np.random.Generator) -> Shape:
    """One stroke: bar, diagonal and stem; or diagonal, bar, and back up over the top."""
    y, x = rng.uniform(0.5, 0.76), rng.uniform(0.36, 0.55)
    left, end = corner(rng.uniform(-0.06, 0.06), y), (x + rng.normal(0, 0.05), 1)
    if rng.random() < 0.5:
        return [[_bar_of_four(rng, y), left, corner(x, 0.0), end]]
    up = corner(rng.uniform(0.55, 0.8), y + rng.normal(0, 0.04))
    return [[(x * rng.uniform(0.5, 1), rng.uniform(0, 0.1)), left, up, corner(x + 0.1, 0.08), end]]


def short_stem_four(rng: np.random.Generator) -> Shape:
    """The left stroke is as tall as the digit, the bar is low, and a short stem crosses its end."""
    y, x = rng.uniform(0.58, 0.82), rng.uniform(0.3, 0.6)
    left: Path = [(rng.uniform(0.1, 0.45), 0.0), (rng.uniform(0.0, 0.12), y * 0.6)]
    turn = (rng.uniform(-0.05, 0.1), y)
    sharp = rng.random() < 0.5
    bar_end = (x + rng.uniform(0.0, 0.3), y - rng.uniform(-0.03, 0.1))
    base: Path = [*left, corner(*turn) if sharp else turn]
    top, foot = (x, y - rng.uniform(0.12, 0.45)), (x + rng.normal(-0.03, 0.05), 1)
    if rng.random() < 0.5:
        return [[*base, bar_end], [top, foot]]
    return [[*base, corner(x, y - 0.03), corner(*top), foot]]


def lightning_four(rng: np.random.Generator) -> Shape:
    """One stroke: down, across, and straight into the stem."""
    y, x = rng.uniform(0.42, 0.6), rng.uniform(0.4, 0.6)
    start = (rng.uniform(0.05, 0.35), 0.0)
    turn, top = corner(rng.uniform(-0.05, 0.08), y), rng.uniform(0.1, 0.3)
    return [[start, turn, corner(x, y - rng.uniform(0.0, 0.08)), corner(x, top), (x - 0.03, 1)]]
