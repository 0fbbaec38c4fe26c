package dev.vireo.pipelines.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.study.TrainedPolicies;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.store.run.RunDirectory;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** The checkpoints of a run that a study samples too. */
final class TrainedCheckpoints {

  private TrainedCheckpoints() {}

  /**
   * All that the settings name, in the order of their steps.
   *
   * @throws InputException if there are none, or one is an adapter or was cleaned up
   */
  static List<PolicyCheckpoint> of(TrainedPolicies trained, Configuration configuration) {
    RunDirectory run = RunDirectory.at(trained.run(), configuration);
    List<PolicyCheckpoint> found =
        steps(run, trained).mapToObj(step -> checkpoint(run, step)).toList();
    if (found.isEmpty()) {
      throw new InputException(
          "study.trained.run: %s has no checkpoints: run it first, with checkpoints.keep 0 to keep all"
              .formatted(run));
    }
    return found;
  }

  private static IntStream steps(RunDirectory run, TrainedPolicies trained) {
    if (!trained.steps().isEmpty()) {
      return trained.steps().stream().mapToInt(Integer::intValue).sorted();
    }
    CheckpointStore store = new CheckpointStore(run);
    return run.list(UpdatePolicy.FOLDER).stream()
        .filter(name -> name.matches("step-\\d{1,9}"))
        .mapToInt(name -> Integer.parseInt(name.substring("step-".length())))
        .filter(step -> step > 0)
        .filter(
            step ->
                store
                    .find(UpdatePolicy.folder(step))
                    .filter(policy -> !CheckpointStore.isCleaned(policy.folder()))
                    .isPresent())
        .sorted();
  }

  private static PolicyCheckpoint checkpoint(RunDirectory run, int step) {
    String folder = UpdatePolicy.folder(step);
    if (run.exists(folder + "/adapter_config.json")) {
      throw new InputException(
          "study.trained.run: %s is an adapter; a study takes whole models: merge it with 'vireo convert', and study that policy by itself"
              .formatted(run.uri(folder)));
    }
    return new CheckpointStore(run)
        .find(folder)
        .filter(policy -> !CheckpointStore.isCleaned(policy.folder()))
        .orElseThrow(
            () ->
                new InputException(
                    "study.trained.steps: there is no %s, or it was cleaned up: choose other steps, or run it again with checkpoints.keep 0"
                        .formatted(run.uri(folder))));
  }
}
