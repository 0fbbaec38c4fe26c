package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.algorithms.loss.preference.UnpairedExample;
import java.util.List;
import java.util.SortedMap;

/**
 * A loss over unpaired examples with the step's baseline: z of {@link
 * dev.vireo.algorithms.loss.preference.KtoBaseline}, over the whole step.
 */
record BaselineLoss(Loss<UnpairedExample> loss, double baseline) implements Loss<UnpairedExample> {

  /** With max(0, mean log-ratio of the probes) for a baseline. */
  static BaselineLoss of(Loss<UnpairedExample> loss, double meanLogRatio) {
    return new BaselineLoss(loss, Math.max(0, meanLogRatio));
  }

  @Override
  public Unit unit() {
    return loss.unit();
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
