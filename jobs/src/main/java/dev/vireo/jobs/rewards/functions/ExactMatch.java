package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.Locale;
import java.util.Map;

/**
 * 1 where the completion is the reference answer, 0 where it is not, none where there is no
 * reference answer.
 *
 * <p>Options: {@code trim} (true: space around either is ignored), {@code ignore-case} (false),
 * {@code collapse-space} (false: runs of white space count as one space).
 */
public final class ExactMatch implements RewardFunctionProvider {
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
  public RewardFunction create(Map<String, Object> options) {
    RewardOptions read = RewardOptions.of(options, "trim", "ignore-case", "collapse-space");
    boolean trim = read.flag("trim", true);
    boolean ignoreCase = read.flag("ignore-case", false);
    boolean collapse = read.flag("collapse-space", false);
    return input -> {
      if (input.answer().isEmpty()) {
        return Double.NaN;
      }
      String completion = normal(input.completion(), trim, ignoreCase, collapse);
      return completion.equals(normal(input.answer().get(), trim, ignoreCase, collapse)) ? 1 : 0;
    };
  }

  private static String normal(String text, boolean trim, boolean ignoreCase, boolean collapse) {
    String normal = trim ? text.strip() : text;
    normal = collapse ? normal.replaceAll("\\s+", " ") : normal;
    // Upper case first: some letters only meet there.
    return ignoreCase ? normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : normal;
  }
}
