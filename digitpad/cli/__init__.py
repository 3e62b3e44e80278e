"""The command line, one module a command. Nothing here imports Qt."""
