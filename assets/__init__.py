"""Data that ships with digitpad: MNIST and trained networks."""
