package dev.vireo.store.study;

import dev.vireo.algorithms.bestofn.Interval;

/**
 * What it is worth that a policy improves its own answers, after some rounds. The proxy reward
 * chooses among several answers.
 *
 * @param round rounds of improvement; 0 for the answers that it begins with
 * @param chains chains that are chosen among
 * @param read mean number of tokens that the policy has read for a prompt: the prompt once, and
 *     what it read to improve answers
 * @param written mean number of tokens that it has written
 * @param last rewards of the last answer; of several chains of the best of the last answers
 * @param best rewards of the best of all answers up to here
 * @param parallel best-of-n of plain sampling for as many tokens written
 * @param parallelToAll the same for as many tokens written as here are written and read, but for
 *     the prompt, which both read
 */
public record RefinementPoint(
    int round,
    int chains,
    double read,
    double written,
    Rewards last,
    Rewards best,
    Parallel parallel,
    Parallel parallelToAll) {

  /**
   * Mean rewards of an answer for each prompt.
   *
   * @param proxy what chooses
   * @param gold what the choice is judged by
   */
  public record Rewards(Interval proxy, Interval gold) {}

  /**
   * Plain sampling instead.
   *
   * @param n completions that the tokens are enough for
   * @param rewards of the best of them; NaN where fewer were sampled
   */
  public record Parallel(int n, Rewards rewards) {}
}
