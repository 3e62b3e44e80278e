"""What the guided tour says, and about what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """Some words about things in the window.

    Attributes:
        title: in a few words.
        words: two or three sentences.
        targets: object names of what is explained; those that are there are framed together. The
            step is left out if none is.
        unless: it is also left out if something with this name is there.
        moved: object name of what gets the key →, so that there is something to explain.
        undone: object name of the action that takes that back when the step is left.
    """

    title: str
    words: str
    targets: Sequence[str]
    unless: str = ""
    moved: str = ""
    undone: str = ""


OFFER = Step(
    "New here?",
    "A short tour follows one digit from your pen to the answer, and shows what lies behind it. "
    "You can always take it later, from the menu Help.",
    (),
)
EXAMPLE = "The 3 is an example: Clear takes it away."
"""Is added to the first step's words if the pad was empty."""
STEPS = (
    Step(
        "Draw a digit",
        "Draw here with the mouse, a finger or a pen; the network reads while you draw. The right "
        "button rubs out, Undo takes back a step.",
        ("pad",),
    ),
    Step(
        "The answer",
        "This is what the network reads, and how sure it is. The bars show how likely it holds "
        "each digit to be; together they make 100\u00a0%.",
        ("prediction", "probabilities"),
    ),
    Step(
        "From ink to pixels",
        "The network never sees your strokes, only 28 × 28 numbers, made in these steps. Leave one "
        "out, and see what the network says then.",
        ("inkPicture", "centredPicture", "boxStep", "penStep", "centringStep"),
    ),
    Step(
        "What every filter finds",
        "Each filter looks for its own small pattern everywhere in your digit. Orange: here it is. "
        "Blue: the opposite. Draw on, and watch.",
        ("featureMaps",),
        unless="networkView",
    ),
    Step(
        "The whole network",
        "From left to right: your 28 × 28 numbers, what every layer makes of them, and the answer. "
        "Orange is above zero, blue below. Draw on, and watch.",
        ("networkView",),
    ),
    Step(
        "Any number, taken apart",
        "Point at any number above, or go there with the arrow keys: here you see which numbers "
        "it is made of, and they do add up. A click holds it, Esc lets go.",
        ("arithmetic",),
        moved="networkView",
        undone="releaseAction",
    ),
    Step(
        "The filters",
        "Each tile is a filter: the pattern that it looks for. Click one to see all about it, or "
        "press Space to mute it, and see whether the network can do without.",
        ("kernels",),
    ),
    Step(
        "Why this answer?",
        "Which pixels speak for the answer, in orange, and which against it, in blue. Choose "
        "another digit above, and ask: why not a 9?",
        ("saliency",),
    ),
    Step(
        "Train your own",
        "Start, and a fresh network learns from 50\u00a0000 digits, in seconds. Go on drawing "
        "while it does: everything that you have seen follows.",
        ("startButton",),
    ),
)
