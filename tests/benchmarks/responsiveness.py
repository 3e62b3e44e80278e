"""How fast the pages respond to the pen and the pointer, and the longest time for which the window
stalls.

    python tests/benchmarks/responsiveness.py [--moves 200] [--size 1280x800] [--json]

Opens the real window with ``lenet`` and with ``best``, draws a digit with pointer events on one
page after the other, and measures

* glance: a move of the pen until the whole network is painted;
* arithmetic: a move of the pointer to another number until its arithmetic is painted;
* saliency: a move of the pen until the saliency picture is painted;
* dossier: opening the filters until their statistics on the test set are complete;
* stall: the longest time between two beats of a 5 ms timer, in each of these parts and in a last
  one with a training, drawing, and switching pages.

The worse figure of both networks counts, except for the glance. Figures of pages that do not exist
are null. It uses the display if there is one, and otherwise runs off-screen.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Measure; exit status 1 if a target is missed.

    Qt is imported here, not above: another process reads the test set, and imports this file.
    """
    from visitor import asked
    from window_measures import report

    return report(asked(__doc__.splitlines()[0], moves=200))


if __name__ == "__main__":
    sys.exit(main())
