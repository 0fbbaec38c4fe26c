package dev.vireo.jobs.checkpoints;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a checkpoint came about: {@code steps.json} beside the model. Part of the checkpoint's hash,
 * so it holds nothing that another run of the same steps would measure differently, such as times.
 *
 * @param step optimizer steps of reinforcement behind the policy
 * @param stageSteps steps of the stage that made it behind it
 * @param metrics what each of the stage's steps measured, in order
 */
public record StepLog(long step, int stageSteps, List<Map<String, Double>> metrics) {

  static final String FILE = "steps.json";

  public StepLog {
    metrics = metrics.stream().map(each -> (Map<String, Double>) new TreeMap<>(each)).toList();
  }

  /** Of a policy that no step has touched. */
  public static StepLog none() {
    return new StepLog(0, 0, List.of());
  }
}
