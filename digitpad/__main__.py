"""``digitpad`` and ``python -m digitpad``."""

from __future__ import annotations

import sys

from digitpad.cli.parser import main

if __name__ == "__main__":
    sys.exit(main())
