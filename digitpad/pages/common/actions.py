"""What the menus and buttons can do: texts, tooltips and shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from digitpad.text.translation import QT_TR_NOOP, tr

Keys = QKeySequence.StandardKey


@dataclass(frozen=True)
class ActionSpec:
    """One thing that a user can ask for.

    Attributes:
        name: the object name of the action.
        text, tip: are translated when the action is made.
        keys: its shortcuts.
        checkable: whether it can be switched on and off.
    """

    name: str
    text: str
    tip: str
    keys: Sequence[QKeySequence.StandardKey | str] = ()
    checkable: bool = False


OPEN = ActionSpec(
    "openAction", QT_TR_NOOP("&Open network…"), QT_TR_NOOP("Open a network file."), [Keys.Open]
)
SAVE = ActionSpec(
    "saveAction",
    QT_TR_NOOP("&Save network…"),
    QT_TR_NOOP("Save the network to a file."),
    [Keys.Save],
)
QUIT = ActionSpec("quitAction", QT_TR_NOOP("&Quit"), QT_TR_NOOP("Close digitpad."), [Keys.Quit])
UNDO = ActionSpec("undoAction", QT_TR_NOOP("&Undo"), QT_TR_NOOP("Undo the last step."), [Keys.Undo])
REDO = ActionSpec(
    "redoAction",
    QT_TR_NOOP("&Redo"),
    QT_TR_NOOP("Redo what was undone."),
    [Keys.Redo, "Ctrl+Shift+Z", "Ctrl+Y"],
)
CLEAR = ActionSpec(
    "clearAction",
    QT_TR_NOOP("&Clear"),
    QT_TR_NOOP("Clear the pad."),
    ["Delete", "Ctrl+Backspace"],
)
ERASER = ActionSpec(
    "eraserAction",
    QT_TR_NOOP("&Eraser"),
    QT_TR_NOOP("Erase ink, like the right mouse button."),
    ["E"],
    True,
)
NEXT_DIGIT = ActionSpec(
    "nextDigitAction",
    QT_TR_NOOP("&Next digit"),
    QT_TR_NOOP("Choose the next of several digits on the pad."),
    ["N"],
)
THINNER = ActionSpec(
    "thinnerAction", QT_TR_NOOP("&Thinner brush"), QT_TR_NOOP("Draw with a thinner brush."), ["["]
)
THICKER = ActionSpec(
    "thickerAction", QT_TR_NOOP("T&hicker brush"), QT_TR_NOOP("Draw with a thicker brush."), ["]"]
)
LOOK = ActionSpec(
    "lookInsideAction",
    QT_TR_NOOP("&Look inside"),
    QT_TR_NOOP("The output of every filter for your drawing."),
)
NETWORK = ActionSpec(
    "wholeNetworkAction",
    QT_TR_NOOP("&Whole network"),
    QT_TR_NOOP("All layers, and how each number is computed."),
)
FILTERS = ActionSpec(
    "filtersAction",
    QT_TR_NOOP("&Filters"),
    QT_TR_NOOP("The details of any filter, and what changes without it."),
)
WHY = ActionSpec(
    "whyAction",
    QT_TR_NOOP("Wh&y?"),
    QT_TR_NOOP("Which ink makes an answer more likely, and which less."),
)
TIME = ActionSpec(
    "timeAction",
    QT_TR_NOOP("T&ime"),
    QT_TR_NOOP("The answer while you drew, and for changed ink."),
)
INK = ActionSpec(
    "inkAction",
    QT_TR_NOOP("&Ink to pixels"),
    QT_TR_NOOP("How your ink becomes the input of the network."),
)
TRAIN = ActionSpec("trainAction", QT_TR_NOOP("&Train"), QT_TR_NOOP("Train your own network."))
HANDWRITING = ActionSpec(
    "handwritingAction",
    QT_TR_NOOP("&Handwriting"),
    QT_TR_NOOP("The handwriting that the network has learned from."),
)
FULL_SCREEN = ActionSpec(
    "fullScreenAction",
    QT_TR_NOOP("&Full screen"),
    QT_TR_NOOP("Use the whole screen."),
    [Keys.FullScreen, "F11"],
    True,
)
START = ActionSpec(
    "startAction", QT_TR_NOOP("&Start training"), QT_TR_NOOP("Train a new network."), ["Ctrl+T"]
)
PAUSE = ActionSpec(
    "pauseAction",
    QT_TR_NOOP("&Pause training"),
    QT_TR_NOOP("Pause or resume the training."),
    ["Ctrl+P"],
)
STOP = ActionSpec(
    "stopAction",
    QT_TR_NOOP("S&top training"),
    QT_TR_NOOP("Stop the training and keep the network."),
    ["Ctrl+."],
)
ABOUT = ActionSpec("aboutAction", QT_TR_NOOP("&About digitpad"), QT_TR_NOOP("About this program."))


def use_bundled(name: str, title: str, is_first: bool) -> ActionSpec:
    """The action that uses a built-in network; ``title`` is translated."""
    action = "bundledNetworkAction" if is_first else f"{name}NetworkAction"
    tip = tr("Use the built-in network {name}.", name=name)
    return ActionSpec(action, title, tip, checkable=True)


def show_page(spec: ActionSpec, number: int) -> ActionSpec:
    """``spec`` with the shortcut of the page with this number, from 1."""
    return replace(spec, keys=[f"Ctrl+{number}"])


def make(spec: ActionSpec, parent: QObject, call: Callable[[], object]) -> QAction:
    """An action that calls ``call`` (for a checkable one, connect ``toggled`` as well)."""
    action = QAction(tr(spec.text), parent)
    action.setObjectName(spec.name)
    shortcuts = dict.fromkeys(QKeySequence(key) for key in spec.keys)
    action.setShortcuts([keys for keys in shortcuts if not keys.isEmpty()])
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = tr(spec.tip)
    action.setToolTip(f"{tip}  ({keys})" if keys else tip)
    action.setStatusTip("")
    action.setCheckable(spec.checkable)
    action.triggered.connect(lambda _checked=False: call())
    return action
