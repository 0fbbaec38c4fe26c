"""The worker of Vireo's torch engine, one process beside each barrier task of a Spark stage.

It holds a model, or a shard of one, and serves the task over standard input and output: passes give
outputs of the model's head, derivatives of a loss by these come back, and updates are summed over
all workers. Losses, data and the order of the work are Vireo's own, in Java.

    python -m vireo_torch

Requests flow through ``channel`` to ``worker``; ``start`` checks what a worker is to be; ``model``
builds it, ``sharding`` spreads it over the workers of a ``group``, ``passes`` go through it,
``training`` changes it and ``saving`` writes it.
"""
