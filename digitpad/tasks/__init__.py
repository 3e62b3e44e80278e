"""Work in the background: in a thread, in a process, and in slices between events."""
