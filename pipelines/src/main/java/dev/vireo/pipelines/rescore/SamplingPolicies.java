package dev.vireo.pipelines.rescore;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.policy.StartingPolicy;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.jobs.training.TrainSupervised;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.run.LastPolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The policies that a run's completions came from: those whose content the rollouts' manifests
 * name. They are looked for and never made.
 */
final class SamplingPolicies {

  private static final String INPUT = "policy";

  private final RunDirectory run;
  private final GrpoConfig config;
  private List<PolicyCheckpoint> starting;

  SamplingPolicies(RunDirectory run, GrpoConfig config) {
    this.run = run;
    this.config = config;
  }

  /**
   * The policy of an iteration's completions.
   *
   * @throws InputException if it is not there, or its files have been cleaned up
   */
  PolicyCheckpoint of(int iteration) {
    PolicyCheckpoint policy =
        find(iteration)
            .orElseThrow(
                () ->
                    new InputException(
                        "--gradients: cannot find the policy that the completions of iteration %d came from in %s, as it was moved or deleted: choose other iterations with --from and --to"
                            .formatted(iteration, run)));
    try {
      policy.verify();
    } catch (InputException e) {
      throw new InputException(
          "--gradients of iteration %d: %s".formatted(iteration, e.getMessage()), e);
    }
    return policy;
  }

  private Optional<PolicyCheckpoint> find(int iteration) {
    Optional<String> hash =
        run.partition(Datasets.ROLLOUTS, iteration)
            .manifest()
            .map(Manifest::fingerprint)
            .map(fingerprint -> fingerprint.inputs().get(INPUT));
    long step = (long) (iteration - 1) * config.stepsPerIteration();
    return candidates(step)
        .filter(each -> hash.equals(Optional.of(each.contentHash())))
        .findFirst();
  }

  private Stream<PolicyCheckpoint> candidates(long step) {
    String folder = UpdatePolicy.folder(step);
    if (config.policy().adapter() != null) {
      return starting().stream()
          .flatMap(under -> new CheckpointStore(run, under).find(folder).stream());
    }
    return step == 0 ? starting().stream() : new CheckpointStore(run).find(folder).stream();
  }

  /** Whole models that reinforcement may have started from. */
  private List<PolicyCheckpoint> starting() {
    if (starting == null) {
      List<PolicyCheckpoint> found = new ArrayList<>();
      CheckpointStore store = new CheckpointStore(run);
      for (String phase : run.list(TrainSupervised.FOLDER)) {
        String folder = TrainSupervised.FOLDER + "/" + phase;
        run.list(folder).stream()
            .filter(name -> name.startsWith("step-"))
            .forEach(name -> store.find(folder + "/" + name).ifPresent(found::add));
      }
      store.find(StartingPolicy.FOLDER).ifPresent(found::add);
      given().filter(Files::isDirectory).map(PolicyCheckpoint::starting).ifPresent(found::add);
      starting = found;
    }
    return starting;
  }

  /** The model directory that the configuration names, or that of the run it names. */
  private Optional<Path> given() {
    PolicySettings policy = config.policy();
    if (policy.from() == null) {
      return Optional.ofNullable(policy.model()).map(Path::of);
    }
    try {
      return Optional.of(
          LastPolicy.of(
              RunDirectory.at(policy.from(), SparkHadoop.configuration()), policy.checkpoint()));
    } catch (InputException e) {
      // The other run is gone, or has no such policy any more.
      return Optional.empty();
    }
  }

  /** What the completions' tokens say, by the tokenizer that all of the run's policies share. */
  TokenTexts texts() {
    return starting().stream()
        .filter(policy -> !CheckpointStore.isCleaned(policy.folder()))
        .findFirst()
        .map(TokenTexts::of)
        .orElseThrow(
            () ->
                new InputException(
                    "Rewards of steps need the policy's tokenizer, and no model that %s started from is there"
                        .formatted(run)));
  }
}
