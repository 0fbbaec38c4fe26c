package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * 1 if a pattern is found in the completion, 0 if it is not. With a group, the text that the group
 * took from the last match is compared with the reference answer (space around either is ignored):
 * 1 if they are equal, none if there is no reference answer.
 *
 * <p>Some patterns take exponential time on some texts, and a policy is free to write such a text.
 * So the matcher may look at {@code step-limit} characters; a completion on which it wants more
 * counts as one without a match.
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
    Pattern pattern = compile(RewardOptions.needed("pattern", options.pattern()));
    boolean compare = options.group() != null;
    Group group = compare ? Group.of(pattern, options.group()) : Group.WHOLE;
    boolean fullMatch = options.fullMatch();
    long stepLimit = options.stepLimit();
    return input -> {
      if (compare && input.answer().isEmpty()) {
        return Double.NaN;
      }
      String found = lastMatch(pattern, group, fullMatch, input.completion(), stepLimit);
      return found != null && (!compare || found.strip().equals(input.answer().get().strip()))
          ? 1
          : 0;
    };
  }

  /** What the group took from the last match; null if there is none. */
  private static String lastMatch(
      Pattern pattern, Group group, boolean fullMatch, String text, long stepLimit) {
    Matcher matcher = pattern.matcher(new CountedText(text, stepLimit));
    try {
      if (fullMatch) {
        return matcher.matches() ? group.of(matcher) : null;
      }
      String found = null;
      while (matcher.find()) {
        String taken = group.of(matcher);
        found = taken == null ? found : taken;
      }
      return found;
    } catch (CountedText.LimitReached e) {
      return null;
    } catch (StackOverflowError e) {
      // How deep a thread may go differs between machines, so this cannot just count as no match.
      throw new InputException(
          "pattern '%s' recurses too deeply on %d characters; repeat character classes, or use possessive quantifiers, instead of repeated alternatives"
              .formatted(pattern, text.length()));
    }
  }

  private static Pattern compile(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "option 'pattern' is '%s', which is not a regular expression: %s at position %d"
              .formatted(pattern, e.getDescription(), e.getIndex()),
          e);
    }
  }

  /** A capturing group, by name if it has one. */
  private record Group(String name, int number) implements Serializable {
    static final Group WHOLE = new Group(null, 0);

    static Group of(Pattern pattern, String group) {
      int groups = pattern.matcher("").groupCount();
      if (group.matches("\\d{1,4}")) {
        int number = Integer.parseInt(group);
        if (number <= groups) {
          return new Group(null, number);
        }
      } else if (pattern.pattern().contains("(?<" + group + ">")) {
        return new Group(group, 0);
      }
      throw new InputException(
          "option 'group' is '%s', but pattern '%s' has no such group (numbered ones: %d)"
              .formatted(group, pattern, groups));
    }

    String of(Matcher matcher) {
      return name == null ? matcher.group(number) : matcher.group(name);
    }
  }
}
