"""Trains networks in another process, and reports their progress."""
