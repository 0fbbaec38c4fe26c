package dev.vireo.jobs.rewards.functions;

import java.util.Optional;

/** What of a completion is its answer, where answers of several completions are compared. */
public enum AnswerText {
  /** The whole text, but for space around it. */
  TEXT {
    @Override
    public Optional<String> of(String completion) {
      return Optional.of(completion.strip()).filter(text -> !text.isEmpty());
    }
  },

  /**
   * The number after the last {@code ####}, or else that in the last {@code \\boxed{...}}, or else
   * the last number of the text; however it is written.
   */
  NUMBER {
    @Override
    public Optional<String> of(String completion) {
      return NumericText.behind("####", completion)
          .or(() -> NumericText.last(completion))
          .map(number -> number.numerator() + "/" + number.denominator());
    }
  };

  /** The answer, such that equal answers are equal texts; empty if the completion has none. */
  public abstract Optional<String> of(String completion);
}
