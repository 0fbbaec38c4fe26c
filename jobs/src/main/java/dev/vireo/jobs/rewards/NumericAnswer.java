package dev.vireo.jobs.rewards;

import java.util.Map;

/**
 * Compares the number a completion ends up with to the number of the reference answer.
 *
 * <p>The number is the one behind the marker ({@code #### 72}), on either side. Where there is no
 * marker with a number behind it, it is the last number of the text; {@code form} can refuse that.
 * How numbers may be written: thousands separators, currency and percent signs, decimals,
 * fractions, signs.
 *
 * <p>With e = |completion's number - reference's|, the reward is
 *
 * <ul>
 *   <li>1 where e is at most {@code tolerance};
 *   <li>else 1 / (1 + e / scale) where a {@code scale} is given, else 0;
 *   <li>and with a {@code format-reward} f, a completion whose number stands in the asked-for form
 *       gets f + (1 - f) times that, so that the form alone is worth f;
 *   <li>0 where no number is found; none where the reference answer has none.
 * </ul>
 *
 * Options: {@code form}: {@code free-text}, {@code marker} (only the number behind the marker
 * counts) or {@code whole} (the completion must be a number and nothing else); {@code marker}
 * (####); {@code tolerance} (1e-6); {@code scale} (none: all or nothing); {@code relative} (false;
 * true divides e by max(1, |reference|) in the graded reward, for answers of very different sizes);
 * {@code format-reward} (0; with free text the asked-for form is the marker); {@code must-stop}
 * (false; true gives 0 to a completion that ran into the length limit).
 */
public final class NumericAnswer implements RewardFunctionProvider {
  private enum Form {
    FREE_TEXT,
    MARKER,
    WHOLE
  }

  private record Numbers(double formatted, double free) {}

  @Override
  public String type() {
    return "numeric-answer";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public RewardFunction create(Map<String, Object> options) {
    RewardOptions read =
        RewardOptions.of(
            options,
            "form",
            "marker",
            "tolerance",
            "scale",
            "relative",
            "format-reward",
            "must-stop");
    Form form = read.choice("form", Form.FREE_TEXT);
    String marker = read.has("marker") ? read.requiredText("marker") : "####";
    double tolerance = read.number("tolerance", 1e-6, 0);
    double scale = read.number("scale", 0, Double.MIN_VALUE);
    boolean relative = read.flag("relative", false);
    double formatReward = read.number("format-reward", 0, 0, 1);
    boolean mustStop = read.flag("must-stop", false);
    return input -> {
      double reference = input.answer() == null ? Double.NaN : free(marker, input.answer());
      if (Double.isNaN(reference)) {
        return Double.NaN;
      }
      if (mustStop && !input.stopped()) {
        return 0;
      }
      Numbers numbers = numbers(form, marker, input.completion());
      double number = Double.isNaN(numbers.formatted()) ? numbers.free() : numbers.formatted();
      if (Double.isNaN(number)) {
        return 0;
      }
      double graded = graded(number, reference, tolerance, scale, relative);
      double floor = Double.isNaN(numbers.formatted()) ? 0 : formatReward;
      return floor + (1 - floor) * graded;
    };
  }

  private static Numbers numbers(Form form, String marker, String completion) {
    return switch (form) {
      case FREE_TEXT ->
          new Numbers(NumericText.behind(marker, completion), NumericText.last(completion));
      case MARKER -> new Numbers(NumericText.behind(marker, completion), Double.NaN);
      case WHOLE -> new Numbers(NumericText.whole(completion), Double.NaN);
    };
  }

  private static double free(String marker, String text) {
    double formatted = NumericText.behind(marker, text);
    return Double.isNaN(formatted) ? NumericText.last(text) : formatted;
  }

  private static double graded(
      double number, double reference, double tolerance, double scale, boolean relative) {
    double error = Math.abs(number - reference);
    if (error <= tolerance) {
      return 1;
    }
    if (scale == 0) {
      return 0;
    }
    return 1 / (1 + error / (relative ? Math.max(1, Math.abs(reference)) : 1) / scale);
  }
}
