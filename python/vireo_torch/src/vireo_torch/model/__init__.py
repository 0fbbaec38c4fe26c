"""A model from its directory: its architecture, its adapter, its parameters by Vireo's names, its values."""
