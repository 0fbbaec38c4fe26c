package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.functions.answers.Rational;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Compares the number a completion ends up with to the number of the reference answer.
 *
 * <p>The number is the one after the marker ({@code #### 72}), on either side. If there is no
 * marker with a number after it, a completion's is that in its last {@code \\boxed{...}}, or else
 * the last number of the text ({@code form} can refuse that), and a reference answer must be one
 * number from end to end, but for a unit. {@link NumericText} and {@link Quantities} say how
 * numbers may be written. They are compared exactly, regardless of their size.
 *
 * <p>With e = |completion's number - reference's|, the reward is
 *
 * <ul>
 *   <li>1 where e is at most {@code tolerance};
 *   <li>else 1 / (1 + e / scale) where a {@code scale} is given, else 0;
 *   <li>and with a {@code format-reward} f, a completion whose number is in the asked-for form gets
 *       f + (1 - f) times that, so that the form alone gives f;
 *   <li>0 where no number is found; none if the reference answer has none.
 * </ul>
 */
public final class NumericAnswer implements RewardFunctionProvider<NumericAnswerOptions> {
  private record Numbers(Optional<Rational> formatted, Optional<Rational> free) {}

  @Override
  public String type() {
    return "numeric-answer";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public boolean needsAnswers() {
    return true;
  }

  @Override
  public NumericAnswerOptions defaults() {
    return NumericAnswerOptions.defaults();
  }

  @Override
  public RewardFunction create(NumericAnswerOptions options) {
    String marker = options.marker();
    Tolerance tolerance =
        options.tolerance() == null ? Tolerance.DEFAULT : Tolerance.given(options.tolerance());
    return input -> {
      Optional<Rational> reference = input.answer().flatMap(answer -> reference(marker, answer));
      if (reference.isEmpty()) {
        return Double.NaN;
      }
      if (options.mustStop() && !input.stopped()) {
        return 0;
      }
      Numbers numbers = numbers(options.form(), marker, input.lastMessage());
      Optional<Rational> number = numbers.formatted().or(numbers::free);
      if (number.isEmpty()) {
        return 0;
      }
      double graded = graded(number.get(), reference.get(), tolerance, options);
      double floor = numbers.formatted().isEmpty() ? 0 : options.formatReward();
      return floor + (1 - floor) * graded;
    };
  }

  private static Numbers numbers(AnswerForm form, String marker, String completion) {
    return switch (form) {
      case FREE_TEXT ->
          new Numbers(NumericText.behind(marker, completion), NumericText.last(completion));
      case MARKER -> new Numbers(NumericText.behind(marker, completion), Optional.empty());
      case WHOLE -> new Numbers(NumericText.whole(completion), Optional.empty());
    };
  }

  private static Optional<Rational> reference(String marker, String text) {
    return NumericText.behind(marker, text).or(() -> Quantities.read(text));
  }

  private static double graded(
      Rational number, Rational reference, Tolerance tolerance, NumericAnswerOptions options) {
    Rational error = number.minus(reference).absolute();
    if (tolerance.allows(error, reference)) {
      return 1;
    }
    if (options.scale() == null) {
      return 0;
    }
    double size = options.relative() ? Math.max(1, Math.abs(reference.doubleValue())) : 1;
    return 1 / (1 + error.doubleValue() / size / options.scale());
  }

  /**
   * How far from the reference a number still is the same.
   *
   * @param share of the reference that the error may not exceed either; 0 if there is no such limit
   */
  private record Tolerance(Rational absolute, Rational share) implements Serializable {
    static final Tolerance DEFAULT =
        new Tolerance(Rational.of(new BigDecimal("1e-6")), Rational.of(new BigDecimal("1e-3")));

    static Tolerance given(double tolerance) {
      return new Tolerance(Rational.of(BigDecimal.valueOf(tolerance)), Rational.ZERO);
    }

    boolean allows(Rational error, Rational reference) {
      return error.compareTo(absolute) <= 0
          && (share.signum() == 0 || error.compareTo(share.times(reference.absolute())) <= 0);
    }
  }
}
