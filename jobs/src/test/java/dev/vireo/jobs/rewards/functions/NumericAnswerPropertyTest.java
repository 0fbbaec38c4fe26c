package dev.vireo.jobs.rewards.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.functions.answers.Rational;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumericAnswerPropertyTest {
  private static final int CASES = 3_000;
  private static final List<String> BEFORE =
      List.of("", "so it is ", "3 + 4 = 7, hence ", "Tom has 12 apples.\nA: ", "= ", "(");
  private static final List<String> BEHIND =
      List.of("", ".", " apples", " in all.", "\n", ")", "%");

  @Test
  void howANumberIsWrittenDoesNotMatter() {
    forEachSeed(
        random -> {
          BigDecimal number = number(random);
          String text = pick(random, BEFORE) + written(random, number) + pick(random, BEHIND);
          assertThat(NumericText.last(text)).as(text).hasValue(Rational.of(number));
          String marked = text + "\n#### " + written(random, number);
          assertThat(NumericText.behind("####", marked)).as(marked).hasValue(Rational.of(number));
        });
  }

  @Test
  void theExactAnswerGets1AndAnotherOneLess() {
    forEachSeed(
        random -> {
          BigDecimal answer = number(random);
          BigDecimal other = number(random);
          Map<String, Object> options =
              Map.of("scale", 1 + random.nextInt(9), "format-reward", random.nextDouble() * 0.9);
          RewardFunction reward = create(options);
          String exact = "#### " + written(random, answer);
          assertThat(reward.reward(input(exact, "x #### " + answer))).isEqualTo(1);
          double wrong = reward.reward(input("#### " + written(random, other), "#### " + answer));
          assertThat(wrong).isBetween(0.0, 1.0);
          assertThat(wrong == 1).isEqualTo(other.compareTo(answer) == 0);
        });
  }

  @Test
  void theGradedRewardFallsWithTheError() {
    forEachSeed(
        random -> {
          double scale = 0.1 + random.nextDouble() * 10;
          boolean relative = random.nextBoolean();
          RewardFunction reward = create(Map.of("scale", scale, "relative", relative));
          int answer = random.nextInt(10_000) - 5_000;
          int near = 1 + random.nextInt(500);
          int far = near + 1 + random.nextInt(500);
          double nearReward = reward.reward(input("" + (answer + near), "" + answer));
          double farReward = reward.reward(input("" + (answer - far), "" + answer));
          assertThat(nearReward).isGreaterThan(farReward);
          double error = near / (relative ? Math.max(1, Math.abs(answer)) : 1.0);
          assertThat(nearReward).isCloseTo(1 / (1 + error / scale), within(1e-12));
        });
  }

  private interface Case {
    void check(Random random);
  }

  private static void forEachSeed(Case check) {
    for (long seed = 0; seed < CASES; seed++) {
      try {
        check.check(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static BigDecimal number(Random random) {
    int decimals = random.nextInt(3);
    long digits = random.nextInt((int) Math.pow(10, 1 + random.nextInt(9)));
    return BigDecimal.valueOf(random.nextInt(4) == 0 ? -digits : digits, decimals);
  }

  private static String written(Random random, BigDecimal number) {
    String decimals = "0".repeat(Math.max(0, number.scale()));
    String pattern =
        (random.nextBoolean() ? "#,##0" : "0") + (decimals.isEmpty() ? "" : "." + decimals);
    String digits =
        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(number.abs());
    String sign = number.signum() < 0 ? pick(random, List.of("-", "−")) : "";
    return switch (random.nextInt(3)) {
      case 0 -> sign + digits;
      case 1 -> sign + "$" + digits;
      default -> "$" + sign + digits;
    };
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static RewardInput input(String completion, String answer) {
    return new RewardInput(
        "p", "question", Optional.ofNullable(answer), Map.of(), completion, 1, true);
  }

  private static RewardFunction create(Map<String, Object> options) {
    return new NumericAnswer().create(RewardOptions.read(NumericAnswerOptions.defaults(), options));
  }
}
