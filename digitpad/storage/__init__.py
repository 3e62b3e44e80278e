"""Files of this program."""
