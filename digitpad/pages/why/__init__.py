"""The page that explains an answer."""
