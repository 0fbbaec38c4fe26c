package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.algorithms.loss.preference.KtoBaseline;
import dev.vireo.algorithms.loss.preference.UnpairedExample;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** A loss over unpaired examples with the step's own baseline. */
record BaselineLoss(Loss<UnpairedExample> loss, double baseline) implements Loss<UnpairedExample> {

  /** With the baseline that follows from the mean log-ratio over all of the step's probes. */
  static BaselineLoss of(Loss<UnpairedExample> loss, double meanLogRatio) {
    return new BaselineLoss(loss, KtoBaseline.of(meanLogRatio));
  }

  @Override
  public Unit unit() {
    return loss.unit();
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return loss.statistics();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<UnpairedExample> examples, Denominators step) {
    List<UnpairedExample> based =
        examples.stream()
            .map(each -> new UnpairedExample(each.desirable(), each.reference(), baseline))
            .toList();
    return loss.evaluate(outputs, based, step);
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    return loss.metrics(sums, step);
  }
}
