"""Optimisations, which you can skip at first: fused layers, shards, and a second process."""
