"""Text that people read and type: numbers, class names, file names."""
