"""The update: clipping by norm, AdamW, its state."""
