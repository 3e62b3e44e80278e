"""Everything that the menus and buttons can do, with words, tips and shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

Keys = QKeySequence.StandardKey


@dataclass(frozen=True)
class Intent:
    """One thing a person can ask for: ``name`` is the action's object name."""

    name: str
    text: str
    tip: str
    keys: Sequence[QKeySequence.StandardKey | str] = ()
    checkable: bool = False


OPEN = Intent("openAction", "&Open network…", "Open a network from a file.", [Keys.Open])
SAVE = Intent("saveAction", "&Save network…", "Save the network to a file.", [Keys.Save])
QUIT = Intent("quitAction", "&Quit", "Close digitpad.", [Keys.Quit])
UNDO = Intent("undoAction", "&Undo", "Take the last step back.", [Keys.Undo])
REDO = Intent(
    "redoAction", "&Redo", "Do again what was undone.", [Keys.Redo, "Ctrl+Shift+Z", "Ctrl+Y"]
)
CLEAR = Intent("clearAction", "&Clear", "Take a fresh sheet.", ["Delete", "Ctrl+Backspace"])
ERASER = Intent(
    "eraserAction", "&Eraser", "Rub ink out; so does the right mouse button.", ["E"], True
)
NEXT_DIGIT = Intent(
    "nextDigitAction", "&Next digit", "Look at the next of several digits on the pad.", ["N"]
)
THINNER = Intent("thinnerAction", "&Thinner brush", "Draw with a thinner brush.", ["["])
THICKER = Intent("thickerAction", "T&hicker brush", "Draw with a thicker brush.", ["]"])
LOOK = Intent("lookInsideAction", "&Look inside", "See what every filter answers.")
NETWORK = Intent(
    "wholeNetworkAction",
    "&Whole network",
    "See every layer at a glance, and where each number comes from.",
)
FILTERS = Intent(
    "filtersAction", "&Filters", "Look into any filter, and hear what is missing without it."
)
WHY = Intent("whyAction", "Wh&y?", "See which ink speaks for an answer, and which against it.")
TIME = Intent("timeAction", "T&ime", "See the answer grow with the pen, and change with the ink.")
INK = Intent("inkAction", "&Ink to pixels", "See what becomes of the ink before it is read.")
TRAIN = Intent("trainAction", "&Train", "Train a network of your own.")
HANDWRITING = Intent(
    "handwritingAction", "&Handwriting", "See how the world writes digits, and how pictures vary."
)
FULL_SCREEN = Intent(
    "fullScreenAction", "&Full screen", "Use the whole screen.", [Keys.FullScreen, "F11"], True
)
START = Intent("startAction", "&Start training", "Train a fresh network.", ["Ctrl+T"])
PAUSE = Intent("pauseAction", "&Pause training", "Let the training rest, or go on.", ["Ctrl+P"])
STOP = Intent("stopAction", "S&top training", "End the training and keep the network.", ["Ctrl+."])
ABOUT = Intent("aboutAction", "&About digitpad", "What this program is.")


def use_bundled(name: str, title: str, is_first: bool) -> Intent:
    """Use a network that comes with the program; the program starts with the first."""
    action = "bundledNetworkAction" if is_first else f"{name}NetworkAction"
    tip = f"Use the network {name}, which came with digitpad."
    return Intent(action, title, tip, checkable=True)


def turn_to(intent: Intent, number: int) -> Intent:
    """``intent`` with the key of the page of this number, from 1."""
    return replace(intent, keys=[f"Ctrl+{number}"])


def make(intent: Intent, parent: QObject, call: Callable[[], object]) -> QAction:
    """An action that does ``call`` (for a checkable one, connect its ``toggled`` as well)."""
    action = QAction(intent.text, parent)
    action.setObjectName(intent.name)
    shortcuts = dict.fromkeys(QKeySequence(key) for key in intent.keys)
    action.setShortcuts([keys for keys in shortcuts if not keys.isEmpty()])
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{intent.tip}  ({keys})" if keys else intent.tip)
    action.setStatusTip("")
    action.setCheckable(intent.checkable)
    action.triggered.connect(lambda _checked=False: call())
    return action
