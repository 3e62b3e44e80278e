"""The page with every number of the network, and its arithmetic."""
