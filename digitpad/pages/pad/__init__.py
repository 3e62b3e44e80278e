"""The column with the pad and the answer."""
