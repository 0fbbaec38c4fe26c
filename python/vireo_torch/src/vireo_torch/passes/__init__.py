"""A pass: sequences as rows of tokens, hidden states, outputs of the head."""
