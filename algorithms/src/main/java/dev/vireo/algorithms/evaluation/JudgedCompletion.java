package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A completion with a label or a rating, and the reward that a reward model gives it.
 *
 * @param prompt the prompt's name; completions of the same prompt are similar
 * @param reward the model's reward
 * @param rating the completion's rating; a label is 1 for good and 0 for bad
 * @param length length in tokens
 */
public record JudgedCompletion(String prompt, double reward, double rating, int length)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
