package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Symbol;
import dev.vireo.jobs.rewards.functions.answers.Expression.Words;
import java.util.Locale;

/** Answers in words: compared by their letters and digits, in either case. */
final class Texts {
  private Texts() {}

  static boolean same(Expression expected, Expression answer) {
    String left = letters(expected);
    return !left.isEmpty() && left.equals(letters(answer));
  }

  /** The letters of words or of a product of letters; empty for anything else. */
  private static String letters(Expression expression) {
    StringBuilder letters = new StringBuilder();
    return collect(expression, letters)
        ? letters.toString().replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT)
        : "";
  }

  private static boolean collect(Expression expression, StringBuilder letters) {
    if (expression instanceof Words words) {
      letters.append(words.text());
      return true;
    }
    if (expression instanceof Symbol symbol) {
      letters.append(symbol.name());
      return true;
    }
    return expression instanceof Call call
        && call.operation() == Operation.MULTIPLY
        && call.arguments().stream().allMatch(part -> collect(part, letters));
  }
}
