package dev.vireo.pipelines.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an iteration with fewer prompts took on this machine.
 *
 * @param prompts prompts of the iteration
 * @param heldOut held-out prompts that were evaluated
 * @param allHeldOut held-out prompts that the run will evaluate
 * @param slots tasks at a time
 * @param stages seconds of each stage, by its published name, in their order
 * @param iteration seconds of the whole iteration, with what is between stages
 * @param evaluation seconds of an evaluation
 */
public record MeasuredPiece(
    int prompts,
    long heldOut,
    long allHeldOut,
    int slots,
    Map<String, Double> stages,
    double iteration,
    double evaluation) {

  public MeasuredPiece {
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
  }

  /** Seconds between stages: checkpoints, manifests, the start of jobs. */
  double between() {
    return Math.max(0, iteration - stages.values().stream().mapToDouble(Double::doubleValue).sum());
  }
}
