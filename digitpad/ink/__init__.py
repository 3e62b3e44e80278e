"""Strokes as vectors: drawing, erasing, and when each point was drawn. Free of Qt."""
