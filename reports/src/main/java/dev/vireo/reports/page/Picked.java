package dev.vireo.reports.page;

import dev.vireo.reports.completions.Group;
import dev.vireo.reports.completions.Sample;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.FinishReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prompt worth showing, with some of its completions.
 *
 * @param promptId of the prompt
 * @param prompt its text; untrusted, as all texts here
 * @param answer its reference answer
 * @param shown the completions, each with where it comes from
 */
record Picked(String promptId, String prompt, Optional<String> answer, List<Shown> shown) {

  Picked {
    shown = List.copyOf(shown);
  }

  static Picked of(Group group, Shown... shown) {
    return new Picked(group.promptId(), group.prompt(), group.answer(), List.of(shown));
  }

  /**
   * One completion. Numbers that are not known are NaN.
   *
   * @param when where it comes from, such as {@code iteration 12}
   * @param tokens its length
   * @param rewards each reward function's value
   */
  record Shown(
      String when,
      String text,
      int tokens,
      boolean truncated,
      double reward,
      Map<String, Double> rewards,
      double adjustedReward,
      double advantage) {

    static Shown of(String when, Sample sample) {
      return new Shown(
          when,
          sample.text(),
          sample.tokenIds().size(),
          sample.truncated(),
          sample.reward(),
          sample.rewards(),
          sample.adjustedReward(),
          sample.advantage());
    }

    static Shown of(String when, EvaluatedCompletion completion) {
      return new Shown(
          when,
          completion.getText(),
          completion.getTokens(),
          completion.getFinishReason() == FinishReason.length,
          completion.getReward(),
          completion.getValues(),
          Double.NaN,
          Double.NaN);
    }
  }
}
