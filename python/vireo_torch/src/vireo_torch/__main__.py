"""Runs the worker: ``python -m vireo_torch``."""

from vireo_torch.main import main

main()
