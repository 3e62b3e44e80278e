"""Qt-side models: observable state with signals. QtCore (and QUndoStack) only."""
