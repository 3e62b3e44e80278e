"""The placement of a callout beside its target."""

from __future__ import annotations

import enum

from PySide6.QtCore import QPoint, QRect, QSize


class Side(enum.Enum):
    """The side of the target on which the callout is; the value is the direction to the target."""

    RIGHT = (-1, 0)
    BELOW = (0, -1)
    LEFT = (1, 0)
    ABOVE = (0, 1)
    OVER = (0, 0)


SIDES = (Side.RIGHT, Side.BELOW, Side.LEFT, Side.ABOVE)


def placed(target: QRect, size: QSize, room: QRect, free: QRect) -> tuple[QRect, Side]:
    """The area of a callout of ``size`` beside ``target`` inside ``room``, and its side.

    It avoids ``free`` if possible. Without room beside the target, it covers the target's lower
    right corner.
    """
    beside = [(_beside(target, size, room, side), side) for side in SIDES]
    fitting = [
        (box, side) for box, side in beside if room.contains(box) and not box.intersects(target)
    ]
    if fitting:
        return next((each for each in fitting if not each[0].intersects(free)), fitting[0])
    box = QRect(QPoint(), size)
    box.moveBottomRight(target.intersected(room).bottomRight())
    return _shifted(box, room), Side.OVER


def _beside(target: QRect, size: QSize, room: QRect, side: Side) -> QRect:
    box = QRect(QPoint(), size)
    box.moveCenter(target.center())
    if side is Side.RIGHT:
        box.moveLeft(target.right() + 1)
    elif side is Side.LEFT:
        box.moveRight(target.left() - 1)
    elif side is Side.BELOW:
        box.moveTop(target.bottom() + 1)
    else:
        box.moveBottom(target.top() - 1)
    return _shifted(box, room)


def _shifted(box: QRect, room: QRect) -> QRect:
    """``box`` moved into ``room``, as far as it fits there."""
    left = max(room.left(), min(box.left(), room.right() + 1 - box.width()))
    top = max(room.top(), min(box.top(), room.bottom() + 1 - box.height()))
    return QRect(QPoint(left, top), box.size())
