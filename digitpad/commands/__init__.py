"""What `digitpad` can do without a window, one module a command. None of them imports Qt."""
