package dev.vireo.algorithms.loss.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.Seeds;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PreferenceLossPropertyTest {
  private static final int SEEDS = 20;

  @Test
  void gradientsAreFiniteDifferences() {
    for (PreferenceLossType type : PreferenceLossType.values()) {
      Seeds.forEach(
          SEEDS,
          random -> {
            PreferenceLossSettings settings = random(random, type);
            double[][] rows = Steps.rows(random, 4);
            if (type.unpaired()) {
              differences(
                  type,
                  new UnpairedLoss(settings),
                  rows,
                  Steps.unpaired(random, rows, 0.7),
                  Steps.ofSequences(rows));
            } else {
              List<PairExample> pairs = Steps.pairs(random, rows);
              Denominators step = Steps.ofPairs(rows, pairs);
              differences(type, new PreferenceLoss(settings), rows, pairs, step);
            }
          });
    }
  }

  @Test
  void microBatchesAddUpToTheStep() {
    for (PreferenceLossType type : PreferenceLossType.values()) {
      Seeds.forEach(
          SEEDS,
          random -> {
            PreferenceLossSettings settings = random(random, type);
            double[][] rows = Steps.rows(random, 12);
            if (type.unpaired()) {
              adds(
                  new UnpairedLoss(settings),
                  rows,
                  Steps.unpaired(random, rows, 0.3),
                  Steps.ofSequences(rows),
                  1 + random.nextInt(11));
            } else {
              List<PairExample> pairs = Steps.pairs(random, rows);
              Denominators step = Steps.ofPairs(rows, pairs);
              adds(new PreferenceLoss(settings), rows, pairs, step, 1 + random.nextInt(5));
            }
          });
    }
  }

  @Test
  void aWeightedSumIsTheSumOfItsParts() {
    Seeds.forEach(
        60,
        random -> {
          PreferenceLossType[] types = {
            any(random, PreferenceLossType.SIGMOID, PreferenceLossType.IPO),
            any(random, PreferenceLossType.SFT, PreferenceLossType.ORPO),
            any(random, PreferenceLossType.SIMPO, PreferenceLossType.CPO)
          };
          double[][] rows = Steps.rows(random, 6);
          List<PairExample> pairs = Steps.pairs(random, rows);
          Denominators step = Steps.ofPairs(rows, pairs);
          List<LossMix.Weighted> weighted = new ArrayList<>();
          double loss = 0;
          double derivative = 0;
          for (PreferenceLossType type : types) {
            double weight = 0.1 + random.nextDouble();
            weighted.add(new LossMix.Weighted(type, weight));
            LossValue part = value(PreferenceLossSettings.of(LossMix.of(type)), rows, pairs, step);
            loss += weight * part.loss();
            derivative += weight * part.gradient()[2][1];
          }
          LossValue all =
              value(PreferenceLossSettings.of(new LossMix(weighted)), rows, pairs, step);
          assertThat(all.loss()).isCloseTo(loss, within(1e-12));
          assertThat(all.gradient()[2][1]).isCloseTo(derivative, within(1e-13));
        });
  }

  @Test
  void lossesThatMustBeOneAndTheSame() {
    Seeds.forEach(
        60,
        random -> {
          double beta = 0.05 + random.nextDouble();
          Map<String, Object> plain = Map.of("beta", beta);
          Map<String, Object> free = Map.of("beta", beta, "reference-free", true);
          same(random, PreferenceLossType.SIGMOID, plain, PreferenceLossType.CDPO, plain);
          same(random, PreferenceLossType.SIGMOID, plain, PreferenceLossType.ROBUST, plain);
          same(
              random,
              PreferenceLossType.SIGMOID,
              free,
              PreferenceLossType.CPO,
              Map.of("beta", beta, "nll-weight", 0.0));
          // SimPO without a margin is DPO on means without a reference.
          same(
              random,
              PreferenceLossType.SIGMOID_NORM,
              free,
              PreferenceLossType.SIMPO,
              Map.of("beta", beta, "gamma", 0.0));
          // Two squares of (h - 1/(2 beta)): IPO on sums with one side at its reference.
          double[][] rows = {{-1, -2}, {-0.5}};
          List<PairExample> pair = List.of(PairExample.of(-2.2, -0.5));
          double ipo =
              value(
                      Settings.of(
                          PreferenceLossType.IPO, Map.of("beta", beta, "token-average", false)),
                      rows,
                      pair,
                      Steps.ofPairs(rows, pair))
                  .loss();
          double sppo =
              value(
                      Settings.of(PreferenceLossType.SPPO_HARD, plain),
                      rows,
                      pair,
                      Steps.ofPairs(rows, pair))
                  .loss();
          assertThat(sppo - 0.25 / (beta * beta)).isCloseTo(ipo, within(1e-9 / (beta * beta)));
        });
  }

  private static void same(
      SplittableRandom random,
      PreferenceLossType left,
      Map<String, ?> leftSettings,
      PreferenceLossType right,
      Map<String, ?> rightSettings) {
    double[][] rows = Steps.rows(random, 6);
    List<PairExample> pairs = Steps.pairs(random, rows);
    Denominators step = Steps.ofPairs(rows, pairs);
    LossValue one = value(Settings.of(left, leftSettings), rows, pairs, step);
    LossValue other = value(Settings.of(right, rightSettings), rows, pairs, step);
    assertThat(one.loss()).as("%s and %s", left, right).isCloseTo(other.loss(), within(1e-13));
    assertThat(flat(one.gradient())).containsExactly(flat(other.gradient()), within(1e-13));
  }

  private static <E> void differences(
      PreferenceLossType type, Loss<E> loss, double[][] rows, List<E> examples, Denominators step) {
    Outputs outputs = outputs(rows);
    LossValue value = loss.evaluate(outputs, examples, step);
    differences(type, loss, outputs, rows, value.gradient(), examples, step);
    assertThat(value.byDivergence().isPresent()).isEqualTo(loss.comparesDistributions());
    value
        .byDivergence()
        .filter(any -> type == PreferenceLossType.TDPO1)
        .ifPresent(
            gradient ->
                differences(
                    type,
                    loss,
                    outputs,
                    outputs.divergences().orElseThrow(),
                    gradient,
                    examples,
                    step));
  }

  /** Log-probabilities, and divergences for the losses that look at them. */
  private static Outputs outputs(double[][] rows) {
    SplittableRandom random = new SplittableRandom(rows.length);
    return new Outputs(rows, Map.of(), Optional.of(Steps.divergences(random, rows)));
  }

  /** Of one kind of the outputs, which is moved. */
  private static <E> void differences(
      PreferenceLossType type,
      Loss<E> loss,
      Outputs outputs,
      double[][] rows,
      double[][] gradient,
      List<E> examples,
      Denominators step) {
    double moved = 1e-6;
    for (int i = 0; i < rows.length; i++) {
      assertThat(gradient[i]).hasSameSizeAs(rows[i]);
      for (int t = 0; t < rows[i].length; t++) {
        double logprob = rows[i][t];
        rows[i][t] = logprob + moved;
        double above = loss.evaluate(outputs, examples, step).loss();
        rows[i][t] = logprob - moved;
        double below = loss.evaluate(outputs, examples, step).loss();
        rows[i][t] = logprob;
        double expected = (above - below) / (2 * moved);
        assertThat(gradient[i][t])
            .as("%s, row %s, token %s", type, i, t)
            .isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  /** Cuts a step after some examples. */
  private static <E> void adds(
      Loss<E> loss, double[][] rows, List<E> examples, Denominators step, int cut) {
    int rowsCut = cut * loss.unit().sequences();
    LossValue whole = loss.evaluate(measured(rows), examples, step);
    LossValue first =
        loss.evaluate(
            measured(Arrays.copyOfRange(rows, 0, rowsCut)), examples.subList(0, cut), step);
    LossValue second =
        loss.evaluate(
            measured(Arrays.copyOfRange(rows, rowsCut, rows.length)),
            examples.subList(cut, examples.size()),
            step);

    assertThat(first.loss() + second.loss()).isCloseTo(whole.loss(), within(1e-12));
    double[] parts =
        Arrays.stream(new double[][][] {first.gradient(), second.gradient()})
            .flatMapToDouble(part -> Arrays.stream(flat(part)))
            .toArray();
    assertThat(parts).containsExactly(flat(whole.gradient()));
    Map<String, Double> expected = loss.metrics(whole.sums(), step);
    Map<String, Double> metrics =
        loss.metrics(new Sums().merge(first.sums()).merge(second.sums()), step);
    assertThat(metrics).hasSameSizeAs(expected);
    expected.forEach(
        (name, value) -> assertThat(metrics.get(name)).as(name).isCloseTo(value, within(1e-11)));
  }

  private static Outputs measured(double[][] rows) {
    double[][] negated =
        Arrays.stream(rows)
            .map(row -> Arrays.stream(row).map(x -> -x).toArray())
            .toArray(double[][]::new);
    return new Outputs(
        rows,
        Map.of(
            TokenStatistic.ENTROPY, negated,
            TokenStatistic.MEAN_LOGIT, rows,
            TokenStatistic.MOST_LIKELY, negated),
        Optional.of(negated));
  }

  private static LossValue value(
      PreferenceLossSettings settings,
      double[][] rows,
      List<PairExample> pairs,
      Denominators step) {
    return new PreferenceLoss(settings).evaluate(Outputs.of(rows), pairs, step);
  }

  private static PreferenceLossSettings random(SplittableRandom random, PreferenceLossType type) {
    Map<String, Object> given = new HashMap<>();
    given.put("beta", 0.05 + random.nextDouble());
    if (type.reads(PreferenceSetting.LABEL_SMOOTHING)) {
      given.put("label-smoothing", 0.01 + 0.4 * random.nextDouble());
    }
    if (type.reads(PreferenceSetting.TOKEN_AVERAGE)) {
      given.put("token-average", random.nextBoolean());
    }
    if (type.reads(PreferenceSetting.REFERENCE_FREE)) {
      given.put("reference-free", random.nextBoolean());
    }
    if (type.reads(PreferenceSetting.DISCOPOP_TAU)) {
      given.put("discopop-tau", 0.2 + random.nextDouble());
    }
    if (type.reads(PreferenceSetting.DESIRABLE_WEIGHT)) {
      given.put("desirable-weight", 2 * random.nextDouble());
    }
    return Settings.of(type, given);
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static <T> T any(SplittableRandom random, T left, T right) {
    return random.nextBoolean() ? left : right;
  }
}
