"""All styles in which people write the ten digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from digitpad.handwriting.five_to_nine import (
    barred_five,
    bowed_nine,
    crossed_seven,
    crossing_six,
    curled_nine,
    eight,
    filled_nine,
    hooked_six,
    middle_eight,
    open_eight,
    open_nine,
    overhung_seven,
    plain_five,
    plain_seven,
    pointed_five,
    round_seven,
    round_six,
    snake_five,
    straight_nine,
    straight_six,
    two_circles,
    two_stroke_nine,
    wavy_seven,
)
from digitpad.handwriting.pen import Shape
from digitpad.handwriting.zero_to_four import (
    bar,
    closed_four,
    curled_zero,
    dotted_zero,
    flagged_one,
    flat_three,
    flat_two,
    folded_one,
    footed_one,
    hooked_two,
    lightning_four,
    looped_three,
    looped_two,
    one_stroke_four,
    open_four,
    round_four,
    round_three,
    serif_one,
    short_stem_four,
    slashed_zero,
    smooth_three,
    threaded_zero,
    waved_one,
    wavy_two,
    zed_two,
    zero,
)

Way = Callable[[np.random.Generator], Shape]

WAYS: Mapping[int, Mapping[Way, float]] = {
    0: {zero: 6, curled_zero: 2, slashed_zero: 1.2, threaded_zero: 1.2, dotted_zero: 0.3},
    1: {bar: 3, flagged_one: 4, folded_one: 1.5, waved_one: 1, serif_one: 1.5, footed_one: 1},
    2: {flat_two: 3, looped_two: 3, wavy_two: 2, hooked_two: 1, zed_two: 1.5},
    3: {round_three: 4, looped_three: 1.5, flat_three: 2, smooth_three: 1.5},
    4: {
        open_four: 3,
        round_four: 2,
        closed_four: 2.5,
        one_stroke_four: 2,
        short_stem_four: 2.5,
        lightning_four: 1,
    },
    5: {plain_five: 3, barred_five: 3, snake_five: 1.5, pointed_five: 1.5},
    6: {round_six: 4, straight_six: 2, crossing_six: 1.5, hooked_six: 1},
    7: {plain_seven: 4, crossed_seven: 3, wavy_seven: 1.5, round_seven: 2, overhung_seven: 1},
    8: {eight: 5, open_eight: 2.5, middle_eight: 1.5, two_circles: 1.5},
    9: {
        straight_nine: 3,
        curled_nine: 3,
        bowed_nine: 2.5,
        filled_nine: 1,
        open_nine: 1,
        two_stroke_nine: 1,
    },
}
"""For each digit, its styles and their frequencies."""
