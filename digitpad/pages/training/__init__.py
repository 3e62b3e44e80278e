"""The page that trains a network."""
