"""The page about single filters: weights, statistics, strongest patches, muting."""
