"""From strokes or pictures to the 28 × 28 pixels that a network reads: free of Qt."""
