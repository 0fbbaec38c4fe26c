"""Reads the runs of Vireo as pyarrow tables. It trains nothing and writes nothing.

from vireo_runs import Run

run = Run("runs/arithmetic/grpo")
run.metrics()             one row per step
run.completions(3)        one row per completion, with its rewards and its advantage
run.compare("runs/other") metrics side by side, and the settings that differ
"""

from vireo_runs.comparison import Comparison
from vireo_runs.errors import RunError
from vireo_runs.run import Run

__all__ = ["Comparison", "Run", "RunError"]
