"""How soon the pages answer to the pen and the pointer, and how long the window ever stands still.

    python tests/benchmarks/responsiveness.py [--moves 200] [--size 1280x800] [--json]

Opens the real window with ``lenet`` and with ``best`` (untrained where it does not ship), draws a
digit with pointer events on one page after the other, and measures

* glance: a move of the pen until the whole network is painted with it;
* arithmetic: a move of the pointer to another number until its arithmetic is painted;
* saliency: a move of the pen until the saliency picture is painted;
* dossier: turning to the filters until what the test set says about them is complete;
* stall: the longest time between two beats of a 5 ms timer, in all of that and in a last part,
  where a network learns, the pen draws and the pages are turned.

With both networks the worse figure counts, but for the glance. What the window does not have is
null. It uses the display if there is one, and is off-screen otherwise.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Measure; exit status 1 if a target is missed.

    Qt is imported here, and not above, as the test set is read by another process, which imports
    this file anew, as it imports ``bin/digitpad`` otherwise.
    """
    from visitor import asked
    from window_measures import report

    return report(asked(__doc__.splitlines()[0], moves=200))


if __name__ == "__main__":
    sys.exit(main())
