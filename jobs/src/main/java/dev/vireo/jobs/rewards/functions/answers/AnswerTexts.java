package dev.vireo.jobs.rewards.functions.answers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a text gives as its answer, best first: what is boxed, else what is after "answer is"
 * or "answer:", else the last formula, else the last number or arithmetic expression.
 */
final class AnswerTexts {
  /** A longer text is searched from so many characters before its end. */
  private static final int LONGEST = 20_000;

  private static final int MOST = 6;
  private static final int MOST_JOINED = 5;
  private static final int BETWEEN_BOXES = 10;
  private static final Pattern BOX = Pattern.compile("\\\\f?box(?:ed)?\\s*\\{");
  private static final String FORMULA =
      "(?:\\$\\$([^$]{1,2000})\\$\\$|(?<![\\\\\\d])\\$([^$\\n]{1,2000})(?<!\\\\)\\$"
          + "|\\\\\\[(.{1,2000}?)\\\\]|\\\\\\(([^\\n]{1,2000}?)\\\\\\))(?:\\s*(\\\\?%|percent))?";
  private static final Pattern FORMULAS = Pattern.compile(FORMULA, Pattern.DOTALL);
  private static final Pattern JOINED = Pattern.compile("\\s*(?:,|,?\\s*and|,?\\s*or)\\s*");
  private static final Pattern ANSWER =
      Pattern.compile("(?i)answer(?:\\s+is|\\s*:|\\s*=)\\s*:?\\s*");
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?<![\\w.\\\\{^])[-−–]?(?:[$€£]\\s?)?(?:\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)"
              + "(?: ?(?:[-+*/^×÷]|\\*\\*) ?\\(?-?(?:\\d+(?:\\.\\d+)?)\\)?){0,20}+\\s?\\\\?%?");

  private record Place(int start, int end, String text) {}

  private AnswerTexts() {}

  /** Texts that may be the answer, best first. */
  static List<String> of(String completion) {
    String text =
        completion.length() > LONGEST
            ? completion.substring(completion.length() - LONGEST)
            : completion;
    List<String> boxes = boxes(text);
    if (!boxes.isEmpty()) {
      return boxes;
    }
    List<String> found = new ArrayList<>();
    Matcher answer = ANSWER.matcher(text);
    int behind = -1;
    while (answer.find()) {
      behind = answer.end();
    }
    if (behind >= 0) {
      firstFormula(text.substring(behind), found);
    }
    lastFormulas(text, found);
    return found;
  }

  /** The box, or else the last formula between delimiters, of a reference answer. */
  static List<String> formulas(String text) {
    List<String> boxes = boxes(text);
    if (!boxes.isEmpty() || text.length() > LONGEST) {
      return boxes;
    }
    String last = null;
    Matcher formula = FORMULAS.matcher(text);
    int from = 0;
    while (from < text.length() && formula.find(from)) {
      Place place = joined(text, formula);
      last = place.text();
      from = place.end();
    }
    return last == null ? List.of() : List.of(last);
  }

  /** What the last box holds; boxes close to each other make a list. */
  private static List<String> boxes(String text) {
    Matcher box = BOX.matcher(text);
    String list = null;
    int end = -1;
    while (box.find()) {
      int close = closing(text, box.end());
      if (close < 0) {
        break;
      }
      String content = text.substring(box.end(), close);
      boolean joined = end >= 0 && box.start() - end <= BETWEEN_BOXES;
      list = joined && !content.equals(list) ? list + "," + content : content;
      end = close + 1;
      if (end > text.length()) {
        break;
      }
      box.region(end, text.length());
    }
    return list == null ? List.of() : List.of(list);
  }

  private static int closing(String text, int start) {
    int depth = 1;
    for (int i = start; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\\') {
        i++;
      } else if (character == '{') {
        depth++;
      } else if (character == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static void firstFormula(String text, List<String> found) {
    Matcher formula = FORMULAS.matcher(text);
    if (formula.lookingAt()) {
      found.add(joined(text, formula).text());
      return;
    }
    int end = text.indexOf('\n');
    String line = (end < 0 ? text : text.substring(0, end)).strip();
    Matcher plain = PLAIN.matcher(line);
    if (plain.lookingAt()) {
      found.add(plain.group());
    } else if (formula.find() && formula.start() < 50) {
      found.add(joined(text, formula).text());
    }
    if (line.length() <= 200 && !line.isEmpty()) {
      found.add(line.replaceFirst("\\.$", ""));
    }
  }

  /** The formula, and those joined to it by commas, "and" and "or". */
  private static Place joined(String text, Matcher formula) {
    StringBuilder joined = new StringBuilder(content(formula));
    int start = formula.start();
    int end = formula.end();
    for (int i = 0; i < MOST_JOINED; i++) {
      Matcher between = JOINED.matcher(text).region(end, text.length());
      if (!between.lookingAt()) {
        break;
      }
      Matcher next = FORMULAS.matcher(text).region(between.end(), text.length());
      if (!next.lookingAt()) {
        break;
      }
      joined.append(',').append(content(next));
      end = next.end();
    }
    return new Place(start, end, joined.toString());
  }

  private static String content(Matcher formula) {
    for (int group = 1; group <= 4; group++) {
      if (formula.group(group) != null) {
        return formula.group(group) + (formula.group(5) == null ? "" : "\\%");
      }
    }
    return "";
  }

  /** Formulas and plain numbers from the end; formulas that are joined stay together. */
  private static void lastFormulas(String text, List<String> found) {
    List<Place> places = new ArrayList<>();
    Matcher formula = FORMULAS.matcher(text);
    int from = 0;
    while (from < text.length() && formula.find(from)) {
      Place place = joined(text, formula);
      places.add(place);
      from = place.end();
    }
    int formulas = places.size();
    int before = 0;
    Matcher plain = PLAIN.matcher(text);
    while (plain.find()) {
      while (before < formulas && places.get(before).end() <= plain.start()) {
        before++;
      }
      // A number within a formula is not a separate answer.
      if (before == formulas || plain.end() <= places.get(before).start()) {
        places.add(new Place(plain.start(), plain.end(), plain.group()));
      }
    }
    places.stream()
        .sorted(
            Comparator.comparingInt(Place::end)
                .thenComparing(Place::start, Comparator.reverseOrder())
                .reversed())
        .limit(MOST)
        .forEach(place -> found.add(place.text()));
  }
}
