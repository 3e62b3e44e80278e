"""Trainings: a process that learns, and what follows it from the window."""
