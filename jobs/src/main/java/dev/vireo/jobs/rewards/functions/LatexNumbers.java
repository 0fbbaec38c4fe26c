package dev.vireo.jobs.rewards.functions;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of a text what LaTeX and typography put around and into numbers. */
final class LatexNumbers {
  private static final Pattern MINUS = Pattern.compile("[−–‐‑﹣－]");
  private static final Pattern THIN_SPACE =
      Pattern.compile(
          "\\\\[,;:]|\\\\ |\\\\(?:thin|med|thick)space\\b|~|[\\u2009\\u202F\\u00A0\\u2007]");
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "\\\\!|\\\\negthinspace\\b|\\\\(?:left|right|displaystyle)(?![a-zA-Z])"
              + "|\\^\\s?(?:\\{\\s?\\\\circ\\s?}|\\\\circ\\b)|\\\\degree\\b|°");
  private static final Pattern FRACTION =
      Pattern.compile("\\\\[dtc]?frac\\b ?|\\\\[dtc]frac(?=\\d)");
  private static final Pattern BRACE_SPACE =
      Pattern.compile("(\\\\frac ?|})\\s+(?=\\{)|(?<=\\{)\\s+");
  private static final Pattern RAISED = Pattern.compile("(?<=10)[⁺⁻]?[⁰¹²³⁴-⁹]{1,4}");
  private static final Pattern APOSTROPHE = Pattern.compile("(?<=\\d)[’ʼ](?=\\d{3})");
  private static final String RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private LatexNumbers() {}

  /** The text with its numbers in one spelling; the same text if nothing has to be done. */
  static String plain(String text) {
    String plain = MINUS.matcher(text).replaceAll("-");
    plain = APOSTROPHE.matcher(plain).replaceAll("'");
    plain = RAISED.matcher(plain).replaceAll(LatexNumbers::lowered);
    plain = INVISIBLE.matcher(plain).replaceAll("");
    plain = THIN_SPACE.matcher(plain).replaceAll(" ");
    if (plain.indexOf('\\') < 0 && !plain.contains("{,}")) {
      return plain;
    }
    plain = FRACTION.matcher(plain).replaceAll("\\\\frac");
    plain = BRACE_SPACE.matcher(plain).replaceAll(match -> braces(match.group(1)));
    return plain.replace("{,}", ",").replace("\\$", "$").replace("\\%", "%");
  }

  /** What the last closed {@code \boxed{...}} holds. */
  static Optional<String> lastBox(String text) {
    int at = text.lastIndexOf("\\boxed{");
    if (at < 0) {
      return Optional.empty();
    }
    int start = at + "\\boxed{".length();
    int depth = 1;
    for (int i = start; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\\') {
        i++;
      } else if (character == '{') {
        depth++;
      } else if (character == '}' && --depth == 0) {
        return Optional.of(text.substring(start, i));
      }
    }
    return Optional.empty();
  }

  private static String braces(String before) {
    return before == null ? "" : Matcher.quoteReplacement(before.strip());
  }

  private static String lowered(java.util.regex.MatchResult match) {
    StringBuilder exponent = new StringBuilder("^{");
    for (char character : match.group().toCharArray()) {
      int digit = RAISED_DIGITS.indexOf(character);
      exponent.append(digit >= 0 ? (char) ('0' + digit) : character == '⁻' ? '-' : '+');
    }
    return exponent.append('}').toString();
  }
}
