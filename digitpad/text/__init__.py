"""Text that people read and type: numbers, file names, translation."""
