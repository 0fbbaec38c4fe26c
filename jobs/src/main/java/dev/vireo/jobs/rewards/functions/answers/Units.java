package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes units off numbers; an answer is compared without them. */
final class Units {
  private static final Pattern BEHIND_NUMBER =
      Pattern.compile(
          "(?<=[\\d})])\\s*+(?:(?:square|cubic|sq|cu)\\.? )?"
              + "(?:(?:kilo|centi|milli)?met(?:er|re)s?|miles?|feet|foot|inch(?:es)?|yards?|lit(?:er|re)s?"
              + "|(?:kilo|milli)?grams?|pounds?|ounces?|tons?|gallons?|acres?|hectares?|hours?|minutes?"
              + "|seconds?|days?|weeks?|months?|years?|degrees?|units?|dollars?|cents?|euros?|points?"
              + "|digits?|students?|people|men|women|apples?|coins?|ways?|mph|kmh|kmph|km/h|m/s|km|cm|mm"
              + "|kg|mg|ft|lbs?|hrs?|mins?|secs?|ml|mL|(?<= )(?:m|g|s|L|J|N|W|V))"
              + "(?:\\^\\{?[23]}?|[²³])?\\s*+\\.?\\s*+$");

  private Units() {}

  /** The text without a unit at its end. */
  static String removed(String text) {
    return text.length() > Tokens.LONGEST
        ? text
        : BEHIND_NUMBER.matcher(text.strip()).replaceFirst("");
  }

  /** The tokens without words after numbers and brackets, and without powers of those. */
  static List<Token> removed(List<Token> tokens) {
    List<Token> kept = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() != Kind.WORDS || kept.isEmpty() || !endsValue(kept.get(kept.size() - 1))) {
        kept.add(token);
      } else {
        i = endOfPower(tokens, i);
      }
    }
    return kept;
  }

  /** Where the power after a token ends; the token itself if there is none. */
  private static int endOfPower(List<Token> tokens, int at) {
    if (at + 1 >= tokens.size() || !tokens.get(at + 1).isSign("^")) {
      return at;
    }
    int end = at + 2;
    if (end < tokens.size() && tokens.get(end).isSign("{")) {
      while (end < tokens.size() && !tokens.get(end).isSign("}")) {
        end++;
      }
    }
    return end;
  }

  private static boolean endsValue(Token token) {
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case SIGN -> "})]!%".contains(token.text());
      case COMMAND -> token.text().equals("pi") || token.text().equals("circ");
      case WORDS, END -> false;
    };
  }
}
