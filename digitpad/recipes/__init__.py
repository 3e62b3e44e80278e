"""How the networks that come with the program were made: one command each."""
