package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression for texts that a policy wrote. Some patterns take exponential time on some
 * texts, and a policy is free to write such a text: so the matcher may look at a limited number of
 * characters, and a text on which it wants more has no match.
 *
 * @param pattern what is searched for
 * @param group the group whose text is taken; that of the whole match if no other is named
 * @param fullMatch whether the pattern must match the whole text
 * @param stepLimit characters that may be looked at
 */
public record TextPattern(Pattern pattern, Group group, boolean fullMatch, long stepLimit)
    implements Serializable {

  /**
   * The pattern of a setting.
   *
   * @param key the setting, for messages
   * @param group number or name of a group, which must be there; empty for the whole match
   * @throws InputException if it is not a regular expression, or has no such group
   */
  public static TextPattern of(
      String key, String expression, Optional<String> group, boolean fullMatch, long stepLimit) {
    Pattern compiled = compile(key, expression);
    return new TextPattern(
        compiled,
        group.map(name -> Group.of(compiled, name)).orElse(Group.WHOLE),
        fullMatch,
        stepLimit);
  }

  /** What the group took from the last match; empty if there is none. */
  public Optional<String> lastMatch(String text) {
    Matcher matcher = pattern.matcher(new CountedText(text, stepLimit));
    try {
      if (fullMatch) {
        return matcher.matches() ? Optional.ofNullable(group.of(matcher)) : Optional.empty();
      }
      String found = null;
      while (matcher.find()) {
        String taken = group.of(matcher);
        found = taken == null ? found : taken;
      }
      return Optional.ofNullable(found);
    } catch (CountedText.LimitReached e) {
      return Optional.empty();
    } catch (StackOverflowError e) {
      // How deep a thread may go differs between machines, so this cannot just count as no match.
      throw new InputException(
          "pattern '%s' recurses too deeply on %d characters; repeat character classes, or use possessive quantifiers, instead of repeated alternatives"
              .formatted(pattern, text.length()));
    }
  }

  /** How many groups the pattern has. */
  public int groups() {
    return pattern.matcher("").groupCount();
  }

  private static Pattern compile(String key, String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "%s is '%s', which is not a regular expression: %s at position %d"
              .formatted(key, pattern, e.getDescription(), e.getIndex()),
          e);
    }
  }

  /** A capturing group, by name if it has one. */
  public record Group(String name, int number) implements Serializable {
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
