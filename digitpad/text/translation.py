"""Translates every text shown to the user.

``pyside6-lupdate`` finds its calls, so the text must be a literal: whole sentences, with
``{names}`` and ``%n`` for what varies. Call it when the text is shown, not when a module is
imported: the language is not known then. Text in a table is marked with ``QT_TR_NOOP`` and
translated when it is used.
"""

from __future__ import annotations

import sys

CONTEXT = ""
"""The context of a translation that ``pyside6-lupdate`` gives to calls of a plain function."""


def tr(text: str, comment: str = "", n: int = -1, /, **values: object) -> str:
    """``text`` in the user's language; unchanged without Qt, as on the command line.

    Args:
        text: in English, a literal.
        comment: helps a translator if the same text has several meanings.
        n: replaces ``%n`` and selects the plural form; in English, ``(s)`` is the plural.
        values: replace ``{names}``.
    """
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None:
        text = qt.QCoreApplication.translate(CONTEXT, text, comment or None, n)
    elif n >= 0:
        text = text.replace("%n", str(n))
    if n >= 0:
        text = text.replace("(s)", "" if n == 1 else "s")
    return text.format(**values) if values else text


def QT_TR_NOOP(text: str) -> str:
    """``text``, marked for translation; translate it with ``tr`` when it is shown."""
    return text
