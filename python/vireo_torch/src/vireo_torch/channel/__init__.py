"""The channel to the task that started the worker: lines of JSON, and the arrays in them."""
