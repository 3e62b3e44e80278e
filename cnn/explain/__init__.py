"""Explains a network's answers: pure functions of a network and images.

Nothing here changes a network's parameters or paints anything. The modules:

* ``cnn.explain.graph``: which value each layer reads; places in a trace.
* ``cnn.explain.receptive_field``: what a value depends on, layer by layer down to the input.
* ``cnn.explain.arithmetic``: the computation of a value, as numbers that add up to it.
* ``cnn.explain.matrix_product``: the same value as one row times one column (im2col).
* ``cnn.explain.saliency``: which pixels make a class more likely, and which less.
* ``cnn.explain.overlay``: the positions of a map's numbers on the image.
* ``cnn.explain.deltas``: the backward pass, with the gradient at every layer.
* ``cnn.explain.filters``: every filter's outputs for many images, and its strongest matches.
* ``cnn.explain.patches``: the part of an image that one output of a filter sees.
* ``cnn.explain.accuracy``: the accuracy, with progress.
* ``cnn.explain.muting``: a network with some filters turned off.
* ``cnn.explain.maximisation``: the input that maximises a filter's output.
"""
