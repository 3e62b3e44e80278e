"""From strokes or pictures to the 28 × 28 pixels of a network's input. Free of Qt."""
