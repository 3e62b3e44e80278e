"""The page that shows how ink becomes 28 × 28 pixels."""
