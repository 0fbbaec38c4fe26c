package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.Optional;

/**
 * 1 if a pattern is found in the completion, 0 if it is not. With a group, the text that the group
 * took from the last match is compared with the reference answer (space around either is ignored):
 * 1 if they are equal, none if there is no reference answer.
 *
 * <p>The matcher may look at {@code step-limit} characters ({@link TextPattern} says why); a
 * completion on which it wants more counts as one without a match.
 */
public final class RegularExpression implements RewardFunctionProvider<RegularExpressionOptions> {
  @Override
  public String type() {
    return "regular-expression";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public RegularExpressionOptions defaults() {
    return RegularExpressionOptions.defaults();
  }

  @Override
  public RewardFunction create(RegularExpressionOptions options) {
    boolean compare = options.group() != null;
    TextPattern pattern =
        TextPattern.of(
            "option 'pattern'",
            RewardOptions.needed("pattern", options.pattern()),
            Optional.ofNullable(options.group()),
            options.fullMatch(),
            options.stepLimit());
    return input -> {
      if (compare && input.answer().isEmpty()) {
        return Double.NaN;
      }
      Optional<String> found = pattern.lastMatch(input.completion());
      return found.isPresent()
              && (!compare || found.get().strip().equals(input.answer().get().strip()))
          ? 1
          : 0;
    };
  }
}
