"""How a model lies on the workers: whole on each, or in shards."""

from vireo_torch.sharding.full import Full
from vireo_torch.sharding.replicated import Replicated

Sharding = Replicated | Full

__all__ = ["Full", "Replicated", "Sharding"]
