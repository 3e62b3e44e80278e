"""What the pages share: theme, colours, plots, pictures of arrays, controls."""
