"""The one exception of this package."""


class RunError(Exception):
    """A run cannot be read. The message is one line: what is wrong, where, and what to do."""
