"""Why a network answers as it does: pure functions of a network and images.

Nothing here changes a network's parameters, draws or shows anything. Each module stands for itself:

* ``cnn.explain.graph``: which value each layer reads; places in a trace.
* ``cnn.explain.receptive_field``: what a value can depend on, layer by layer down to the input.
* ``cnn.explain.arithmetic``: how a value came about, as numbers that add up to it.
* ``cnn.explain.matrix_product``: the same value as one row times one column (im2col).
"""
