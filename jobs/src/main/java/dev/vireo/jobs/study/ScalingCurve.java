package dev.vireo.jobs.study;

import dev.vireo.algorithms.bestofn.PromptResamples;
import dev.vireo.algorithms.bestofn.ScalingFit;
import dev.vireo.algorithms.bestofn.ScalingForm;
import dev.vireo.store.study.Scaling;
import dev.vireo.store.study.Scaling.Iterated;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A reward over the distance from the policy that optimization starts from, in several points; the
 * first prompt of each is the same, and so on.
 *
 * @param reward its name: proxy or gold
 * @param deviation the reward's standard deviation at the start, which gains are measured in
 * @param start [P] the reward at the start
 * @param points further ones
 */
record ScalingCurve(String reward, double deviation, double[] start, List<Point> points) {

  /** Rounds for which the iterated form is told. */
  private static final List<Integer> ROUNDS = List.of(2, 4);

  /**
   * A point.
   *
   * @param kl [P] divergence, in nats
   * @param rewards [P] the reward
   */
  record Point(double[] kl, double[] rewards) {}

  /** Two numbers are fitted: from fewer points nothing follows. */
  private static final int FEWEST = 3;

  /** A form fitted to it, with intervals; empty if the points do not determine it. */
  Optional<Scaling> fitted(ScalingForm form, PromptResamples resamples) {
    ScalingFit fit = fit(form, ScalingCurve::mean);
    if (points.size() < FEWEST || Double.isNaN(fit.alpha())) {
      return Optional.empty();
    }
    List<ScalingFit> resampled = resampled(form, resamples);
    double optimum = form.optimum(fit.alpha(), fit.beta());
    return Optional.of(
        new Scaling(
            form.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            reward,
            points.size(),
            Math.sqrt(points.stream().mapToDouble(point -> mean(point.kl())).max().orElse(0)),
            PromptResamples.interval(fit.alpha(), numbers(resampled, ScalingFit::alpha)),
            PromptResamples.interval(fit.beta(), numbers(resampled, ScalingFit::beta)),
            fit.residual(),
            PromptResamples.interval(
                optimum, numbers(resampled, each -> form.optimum(each.alpha(), each.beta()))),
            gain(form, fit, optimum),
            form == ScalingForm.REINFORCEMENT ? iterated(fit, optimum) : List.of()));
  }

  private static double gain(ScalingForm form, ScalingFit fit, double distance) {
    return Double.isInfinite(distance)
        ? Double.POSITIVE_INFINITY
        : form.value(fit.alpha(), fit.beta(), distance);
  }

  /** k rounds turn at k times the distance. */
  private static List<Iterated> iterated(ScalingFit fit, double optimum) {
    return ROUNDS.stream()
        .map(
            rounds ->
                new Iterated(
                    rounds,
                    rounds * optimum,
                    Double.isInfinite(optimum)
                        ? optimum
                        : ScalingForm.iterated(fit.alpha(), fit.beta(), rounds * optimum, rounds)))
        .toList();
  }

  private ScalingFit fit(ScalingForm form, ToDoubleFunction<double[]> statistic) {
    double[] distances =
        points.stream().mapToDouble(each -> statistic.applyAsDouble(each.kl())).toArray();
    double[] rewards =
        points.stream().mapToDouble(each -> statistic.applyAsDouble(each.rewards())).toArray();
    return fit(form, distances, rewards, statistic.applyAsDouble(start));
  }

  private ScalingFit fit(ScalingForm form, double[] kls, double[] rewards, double atStart) {
    return form.fit(
        Arrays.stream(kls).map(kl -> Math.sqrt(Math.max(0, kl))).toArray(),
        Arrays.stream(rewards).map(each -> (each - atStart) / deviation).toArray());
  }

  private List<ScalingFit> resampled(ScalingForm form, PromptResamples resamples) {
    double[] starts = resamples.means(start);
    double[][] kls =
        points.stream().map(each -> resamples.means(each.kl())).toArray(double[][]::new);
    double[][] rewards =
        points.stream().map(each -> resamples.means(each.rewards())).toArray(double[][]::new);
    return IntStream.range(0, resamples.size())
        .mapToObj(sample -> fit(form, column(kls, sample), column(rewards, sample), starts[sample]))
        .toList();
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  private static double[] numbers(List<ScalingFit> fits, ToDoubleFunction<ScalingFit> number) {
    return fits.stream().mapToDouble(number).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
