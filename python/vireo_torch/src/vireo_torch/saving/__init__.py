"""What the Java side reads back: parameters and the optimizer's state, a tensor at a time."""
