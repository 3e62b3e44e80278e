"""From a drawing to its digits: lines, groups of strokes, the network's answers. Free of Qt."""
