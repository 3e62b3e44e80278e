"""What makes the library quick; you can skip it at first.

* ``fuse`` replaces layers by faster steps: ``convolutions`` and their products (``rows``), and 2×2
  pooling (``blocks``).
* ``minibatch`` computes the two ``shard`` parts of a minibatch on both cores: the second one in a
  ``worker`` process (``shard_worker``, ``shared`` memory), or in a thread (``shard_thread``).
  ``exchange`` adds up sums over both.
* ``threads`` limits BLAS to one thread; ``processes`` starts and ends child processes.

**Where parameters live.** All parameters of a network are one vector, ``Network.values``, and all
gradients another; the arrays of the layers are views of them. ``Network.bind_parameters`` moves
both to other memory, and makes new views. That happens when the worker starts: ``values`` move to
memory that both processes map, so that an optimiser's step is seen by both, and back when it ends.
The worker's network has its gradients in shared memory too, and the thread's network shares
``values`` with the first. So keep no reference to ``values`` or to a parameter's ``value`` across
steps of a training: ask the network again.
"""
