package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import java.util.Locale;

/**
 * 1 if the completion is the reference answer, 0 if it is not, none if there is no reference
 * answer.
 */
public final class ExactMatch implements RewardFunctionProvider<ExactMatchOptions> {
  @Override
  public String type() {
    return "exact-match";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public boolean needsAnswers() {
    return true;
  }

  @Override
  public ExactMatchOptions defaults() {
    return ExactMatchOptions.defaults();
  }

  @Override
  public RewardFunction create(ExactMatchOptions options) {
    return input -> {
      if (input.answer().isEmpty()) {
        return Double.NaN;
      }
      String completion = normal(input.lastMessage(), options);
      return completion.equals(normal(input.answer().get(), options)) ? 1 : 0;
    };
  }

  private static String normal(String text, ExactMatchOptions options) {
    String normal = options.trim() ? text.strip() : text;
    normal = options.collapseSpace() ? normal.replaceAll("\\s+", " ") : normal;
    // Upper case first: some letters only meet there.
    return options.ignoreCase() ? normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : normal;
  }
}
