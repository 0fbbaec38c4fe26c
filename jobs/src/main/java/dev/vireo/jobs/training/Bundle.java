package dev.vireo.jobs.training;

import java.io.Serializable;

/**
 * Where examples that stay together lie (a group of completions, a pair, a single row), and what a
 * step's plan needs to know of them.
 *
 * @param chunk number of the chunk file, the same in every dataset that is read together
 * @param row row in that file
 * @param examples examples, in the loss's unit
 * @param sequences sequences of all examples
 * @param tokens completion tokens of all sequences: their share of the loss's denominator
 * @param preferredTokens completion tokens of the first sequence of each example
 * @param preferredOutputs tokens of the first sequence of each example that the loss is given the
 *     log-probabilities of: its completion's, and its prompt's where the loss asks for them
 * @param longest length of the longest sequence, prompt included
 * @param carriesGradient false where the gradient is known to be zero
 */
record Bundle(
    int chunk,
    int row,
    int examples,
    int sequences,
    long tokens,
    long preferredTokens,
    long preferredOutputs,
    int longest,
    boolean carriesGradient)
    implements Serializable {

  /** A row that is one example of one sequence. */
  static Bundle single(int chunk, int row, int promptTokens, int completionTokens) {
    return new Bundle(
        chunk,
        row,
        1,
        1,
        completionTokens,
        completionTokens,
        completionTokens,
        promptTokens + completionTokens,
        true);
  }
}
