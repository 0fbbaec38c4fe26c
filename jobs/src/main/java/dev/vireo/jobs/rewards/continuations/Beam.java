package dev.vireo.jobs.rewards.continuations;

import dev.vireo.schemas.FinishReason;
import java.util.ArrayList;
import java.util.List;

/**
 * A completion as far as a search has come with it.
 *
 * @param tokens its tokens
 * @param logprobs their log-probabilities under the policy
 * @param text the tokens decoded
 * @param finish why it has ended; null if it goes on
 * @param score what the guide says of it
 */
record Beam(
    List<Integer> tokens, List<Float> logprobs, String text, FinishReason finish, double score) {

  /** Nothing yet. */
  static final Beam EMPTY = new Beam(List.of(), List.of(), "", null, 0);

  boolean goesOn() {
    return finish == null;
  }

  Beam scored(double value) {
    return new Beam(
        tokens, logprobs, text, finish, Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value);
  }

  /** The same, ended where it is. */
  Beam ended() {
    return goesOn() ? new Beam(tokens, logprobs, text, FinishReason.length, score) : this;
  }

  static <T> List<T> joined(List<T> head, List<T> tail) {
    List<T> all = new ArrayList<>(head);
    all.addAll(tail);
    return all;
  }
}
