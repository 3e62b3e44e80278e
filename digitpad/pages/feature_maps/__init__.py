"""The page with the feature maps of the convolutions."""
