package dev.vireo.pipelines.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.evaluation.PublishedEvaluations;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The policy that a run has come to, for runs that continue from it: {@code result.json} in the run
 * directory, whose {@code policy} is the folder of a checkpoint.
 */
public final class LastPolicy {

  private static final String FILE = "result.json";
  private static final String POLICY = "policy";

  private LastPolicy() {}

  /**
   * Records the policy that a run has reached, if it is the run's own. A stage of an earlier
   * iteration, done again or found done, does not take the run back.
   */
  static void note(RunDirectory run, PolicyCheckpoint policy) {
    if (!policy.folder().run().equals(run) || isBeyond(run, policy.folder().path())) {
      return;
    }
    byte[] json =
        JsonNodeFactory.instance
            .objectNode()
            .put(POLICY, policy.folder().path())
            .toPrettyString()
            .concat("\n")
            .getBytes(StandardCharsets.UTF_8);
    if (!run.read(FILE).filter(there -> Arrays.equals(there, json)).isPresent()) {
      run.publisher().publish(FILE, out -> out.write(json));
    }
  }

  /** Whether a later checkpoint of the same series is recorded, and is there. */
  private static boolean isBeyond(RunDirectory run, String path) {
    String series = path.substring(0, path.lastIndexOf('/') + 1);
    try {
      return last(run)
          .filter(known -> known.startsWith(series) && known.compareTo(path) > 0)
          .flatMap(known -> PublishedFolder.manifest(run, known))
          .isPresent();
    } catch (InputException e) {
      // Damaged: it is written again.
      return false;
    }
  }

  /**
   * The model directory that {@code policy.from} stands for.
   *
   * @param run the run directory that it names
   * @throws InputException if the run has no such policy, or not on this machine
   */
  public static Path of(RunDirectory run, PolicySettings.Which which) {
    RunRecord record =
        RunRecord.find(run)
            .orElseThrow(
                () ->
                    new InputException("policy.from: " + run + " is not a run yet: run it first"));
    String folder =
        which == PolicySettings.Which.BEST
            ? best(run, record)
            : last(run).orElseThrow(() -> none(run));
    PolicyCheckpoint policy =
        new CheckpointStore(run)
            .find(folder)
            .filter(found -> !CheckpointStore.isCleaned(found.folder()))
            .orElseThrow(() -> none(run));
    Path local =
        run.local(policy.folder().path())
            .orElseThrow(
                () ->
                    new InputException(
                        "policy.from: %s is on another file system; copy %s to this machine and name it in policy.model"
                            .formatted(run, policy)));
    if (Files.exists(local.resolve("adapter_config.json"))) {
      throw new InputException(
          "policy.from: %s is an adapter; merge it with 'vireo convert MODEL OUT --adapter %s' and name OUT in policy.model"
              .formatted(local, local));
    }
    return local;
  }

  private static InputException none(RunDirectory run) {
    return new InputException(
        "policy.from: %s has no policy yet, or no longer has one: run it to its end first"
            .formatted(run));
  }

  private static Optional<String> last(RunDirectory run) {
    return run.read(FILE).map(LastPolicy::parse).map(json -> json.path(POLICY).asText(null));
  }

  private static JsonNode parse(byte[] json) {
    try {
      return SettingsMapper.mapper().readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new InputException(FILE + " is damaged: run that run again, which rewrites it", e);
    }
  }

  private static String best(RunDirectory run, RunRecord record) {
    JsonNode evaluation = record.settings().path("evaluation");
    CheckpointStore store = new CheckpointStore(run);
    return BestPolicy.evaluation(
            PublishedEvaluations.of(run),
            EvaluationSettings.decisiveMean(
                Optional.ofNullable(evaluation.path("best").asText(null)),
                Optional.ofNullable(evaluation.path("accuracy").asText(null))),
            Long.MAX_VALUE,
            (step, hash) ->
                step > 0
                    && store
                        .find(UpdatePolicy.folder(step))
                        .filter(policy -> policy.contentHash().equals(hash))
                        .filter(policy -> !CheckpointStore.isCleaned(policy.folder()))
                        .isPresent())
        .map(best -> UpdatePolicy.folder(best.step()))
        .orElseThrow(
            () ->
                new InputException(
                    "policy.from: %s has no checkpoint that was evaluated; use checkpoint: last"
                        .formatted(run)));
  }
}
