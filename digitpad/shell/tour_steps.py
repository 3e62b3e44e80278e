"""The steps of the guided tour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.text.translation import QT_TR_NOOP


@dataclass(frozen=True)
class Step:
    """A text about something in the window; title and text are to be translated.

    Attributes:
        title: a few words.
        text: two or three sentences.
        targets: object names of what is explained; all that exist are framed together. The step is
            left out if there is none.
        unless: it is also left out if something with this object name exists.
        moved: object name of what gets the key →, so that there is something to explain.
        undone: object name of the action that undoes this at the end of the step.
    """

    title: str
    text: str
    targets: Sequence[str]
    unless: str = ""
    moved: str = ""
    undone: str = ""


OFFER = Step(
    QT_TR_NOOP("New here?"),
    QT_TR_NOOP(
        "A short tour follows one digit from your pen to the answer. "
        "You can take it any time from the Help menu."
    ),
    (),
)
EXAMPLE = QT_TR_NOOP("The 3 is an example: Clear removes it.")
"""Is added to the first step's text if the pad was empty."""
STEPS = (
    Step(
        QT_TR_NOOP("Draw a digit"),
        QT_TR_NOOP(
            "Draw here with the mouse, a finger or a pen; the network reads while you draw. "
            "The right mouse button erases, Undo removes the last step."
        ),
        ("pad",),
    ),
    Step(
        QT_TR_NOOP("The answer"),
        QT_TR_NOOP(
            "This is what the network reads, and how sure it is. "
            "The bars show the probability of each digit, 100\u00a0% in total."
        ),
        ("prediction", "probabilities"),
    ),
    Step(
        QT_TR_NOOP("From ink to pixels"),
        QT_TR_NOOP(
            "The network never sees your strokes, only 28 × 28 numbers, made in these steps. "
            "Leave one out to see how the answer changes."
        ),
        ("inkPicture", "centredPicture", "boxStep", "penStep", "centringStep"),
    ),
    Step(
        QT_TR_NOOP("What every filter finds"),
        QT_TR_NOOP(
            "Each filter searches your digit for its own small pattern. Orange: found here. "
            "Blue: the opposite. Keep drawing, and watch."
        ),
        ("featureMaps",),
        unless="networkView",
    ),
    Step(
        QT_TR_NOOP("The whole network"),
        QT_TR_NOOP(
            "From left to right: your 28 × 28 numbers, the output of every layer, and the answer. "
            "Orange is above zero, blue below. Keep drawing, and watch."
        ),
        ("networkView",),
    ),
    Step(
        QT_TR_NOOP("How a number is computed"),
        QT_TR_NOOP(
            "Hover over any number above, or use the arrow keys: here you see the numbers it is "
            "computed from. A click pins it, Esc unpins it."
        ),
        ("arithmetic",),
        moved="networkView",
        undone="releaseAction",
    ),
    Step(
        QT_TR_NOOP("The filters"),
        QT_TR_NOOP(
            "Each tile is a filter: the pattern that it searches for. Click one for details, or "
            "press Space to turn it off and see what changes without it."
        ),
        ("kernels",),
    ),
    Step(
        QT_TR_NOOP("Why this answer?"),
        QT_TR_NOOP(
            "Orange pixels make the answer more likely, blue pixels less likely. "
            "Choose another digit above: why not a 9?"
        ),
        ("saliency",),
    ),
    Step(
        QT_TR_NOOP("Train your own"),
        QT_TR_NOOP(
            "Start, and a new network learns from 50\u00a0000 digits, in seconds. "
            "Keep drawing: every page shows the new network."
        ),
        ("startButton",),
    ),
)
