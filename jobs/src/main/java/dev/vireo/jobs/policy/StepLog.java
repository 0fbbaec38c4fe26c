package dev.vireo.jobs.policy;

import dev.vireo.models.directory.TrainingState;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a checkpoint came about: {@code steps.json} in the folder of the training state. Part of the
 * checkpoint's hash, so it holds nothing that another run of the same steps would measure
 * differently, such as times.
 *
 * @param step optimizer steps of reinforcement behind the policy
 * @param stageSteps steps of the stage that made it behind it
 * @param metrics what each of the stage's steps measured, in order
 */
public record StepLog(long step, int stageSteps, List<Map<String, Double>> metrics)
    implements Serializable {

  private static final String NAME = "steps.json";

  static final String FILE = TrainingState.FOLDER + "/" + NAME;

  public StepLog {
    metrics = metrics.stream().map(each -> (Map<String, Double>) new TreeMap<>(each)).toList();
  }

  /** The log of the checkpoint at {@code path}; those of before have it at their top. */
  static Optional<byte[]> read(RunDirectory run, String path) {
    return run.read(path + "/" + FILE).or(() -> run.read(path + "/" + NAME));
  }

  /** Whether a file of a checkpoint is its log. */
  static boolean isAt(String file) {
    return file.equals(FILE) || file.equals(NAME);
  }

  /** Of a policy that no step has touched. */
  public static StepLog none() {
    return new StepLog(0, 0, List.of());
  }
}
