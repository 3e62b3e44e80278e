"""The page that replays a drawing and transforms it."""
