"""Why a network answers as it does: pure functions of a network and images.

Nothing here changes a network's parameters, draws or shows anything. Each module stands for itself:

* ``cnn.explain.graph``: which value each layer reads; places in a trace.
* ``cnn.explain.receptive_field``: what a value can depend on, layer by layer down to the input.
* ``cnn.explain.arithmetic``: how a value came about, as numbers that add up to it.
* ``cnn.explain.matrix_product``: the same value as one row times one column (im2col).
* ``cnn.explain.saliency``: which pixels speak for a class, and which against it.
* ``cnn.explain.overlay``: where on the image a map's numbers stand.
* ``cnn.explain.deltas``: the backward pass, with what arrives at every layer.
* ``cnn.explain.filters``: what every filter answers to many images, and to which most.
* ``cnn.explain.patches``: what a filter sees from one place.
* ``cnn.explain.accuracy``: how many images are read right, counted while one watches.
* ``cnn.explain.muting``: a network without some of its filters.
* ``cnn.explain.maximisation``: the input that a filter would like best.
"""
