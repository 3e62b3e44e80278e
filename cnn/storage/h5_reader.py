"""The process that reads an HDF5 file: ``python -m cnn.storage.h5_reader FILE``.

It writes a ``.npz`` to its standard output, or one line to its standard error. Its time and memory
are limited.
"""

from __future__ import annotations

import sys

from cnn.errors import BadFile
from cnn.storage.h5 import MEMORY, REFUSED, SECONDS, read_as_npz


def main(path: str) -> int:
    """Read the file; return the exit status."""
    _limit()
    try:
        content = read_as_npz(path)
    except BadFile as error:
        print(error.problem, file=sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(content)
    return 0


def _limit() -> None:
    """Limit the time and memory of this process, if the system supports it."""
    if sys.platform != "win32":
        import resource

        for kind, most in ((resource.RLIMIT_CPU, int(SECONDS)), (resource.RLIMIT_DATA, MEMORY)):
            _, hard = resource.getrlimit(kind)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (least, hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
