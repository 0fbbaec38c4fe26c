package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A completion with a label or a rating, as a reward model sees it.
 *
 * @param prompt names the prompt; completions of one prompt resemble each other
 * @param reward the model's
 * @param rating what it is worth: 1 or 0 where it is a label, good or bad
 * @param length in tokens
 */
public record JudgedCompletion(String prompt, double reward, double rating, int length)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
