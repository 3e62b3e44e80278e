"""Plain English: words that have to be read twice are not used."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXTS = (
    *(path for folder in ("cnn", "digitpad") for path in sorted((ROOT / folder).rglob("*.py"))),
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md")),
)
BETTER = {
    "anew": "again",
    "beheld": "seen",
    "but for": "except for",
    "go on": "continue",
    "going on": "continuing",
    "goes on": "continues",
    "handed": "passed, given",
    "heed": "obey",
    "if need be": "if necessary",
    "in vain": "without effect",
    "is the case": "is true",
    "is told": "gets",
    "it is said": "(who says it?)",
    "let go": "release, unpin",
    "likewise": "in the same way",
    "looked at": "used, examined",
    "misfit": "incompatible",
    "nobody": "no one, nothing",
    "nought": "zero",
    "of its own": "its own, a separate",
    "rubs out": "erases",
    "somebody": "someone, a user",
    "so many": "this many, this number of",
    "speaks for": "makes … more likely",
    "speak for": "make … more likely",
    "stands in": "is in",
    "take away": "export",
    "what is no": "what is not a",
    "whoever": "the caller, the user",
}


def test_the_words_are_plain() -> None:
    found = {}
    for path in TEXTS:
        text = re.sub(r"\s+#?\s*", " ", path.read_text(encoding="utf-8")).casefold()
        for word, better in BETTER.items():
            if re.search(rf"\b{word}\b", text):
                found[f"{path.relative_to(ROOT)}: {word}"] = better
    assert not found
