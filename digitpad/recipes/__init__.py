"""How the built-in networks were made, with one command each."""
