"""The page with the ways of writing that the network has learned from."""
