package dev.vireo.jobs.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes checkpoints in a run directory and finds them again. */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  /**
   * A checkpoint and how it came about.
   *
   * @param checkpoint the policy
   * @param log its steps
   */
  public record Found(PolicyCheckpoint checkpoint, StepLog log) {}

  /**
   * What is to be published.
   *
   * @param form what the parameters are
   * @param parameters the trained parameters, in their layout's order
   * @param optimizer the optimizer's state
   * @param log the steps behind it
   */
  public record Content(
      PolicyForm form, ParameterSet parameters, OptimizerState optimizer, StepLog log) {}

  private final RunDirectory run;
  private final PolicyCheckpoint under;

  /** The checkpoints of a run directory that hold whole models. */
  public CheckpointStore(RunDirectory run) {
    this(run, null);
  }

  /**
   * The checkpoints of a run directory that hold adapters.
   *
   * @param under the whole model that the adapters lie beside; null where there are none
   */
  public CheckpointStore(RunDirectory run, PolicyCheckpoint under) {
    this.run = run;
    this.under = under;
  }

  /**
   * Publishes a checkpoint, whole or not at all.
   *
   * @param path its folder in the run directory
   * @param fingerprint what the policy was made from
   */
  public PolicyCheckpoint publish(String path, Fingerprint fingerprint, Content content) {
    return publish(path, fingerprint, Instant.now(), content);
  }

  /**
   * The same at the end of work on it.
   *
   * @param began when the work began, or went on from the checkpoint before
   */
  public PolicyCheckpoint publish(
      String path, Fingerprint fingerprint, Instant began, Content content) {
    PublishedFolder folder =
        fill(
            path,
            fingerprint,
            began,
            content.log(),
            staging -> content.form().write(staging, content.parameters(), content.optimizer()));
    return new PolicyCheckpoint(folder, content.log().step(), content.form().base().orElse(null));
  }

  /**
   * The same, of files that someone else writes.
   *
   * @param filler writes all of a checkpoint but its log into an empty folder
   */
  public PolicyCheckpoint publish(
      String path,
      Fingerprint fingerprint,
      Instant began,
      StepLog log,
      PublishedFolder.Filler filler) {
    return new PolicyCheckpoint(fill(path, fingerprint, began, log, filler), log.step(), under);
  }

  private PublishedFolder fill(
      String path,
      Fingerprint fingerprint,
      Instant began,
      StepLog log,
      PublishedFolder.Filler filler) {
    return PublishedFolder.publish(
        run,
        path,
        fingerprint,
        began,
        staging -> {
          filler.fill(staging);
          Path file = staging.resolve(StepLog.FILE);
          Files.createDirectories(file.getParent());
          Files.write(file, SettingsMapper.mapper().writeValueAsBytes(log));
        });
  }

  /**
   * The checkpoint in a folder, if the fingerprint made it and its files are there, whole by their
   * sizes. Its model may have been cleaned up: it is still what the stages after it were made from.
   */
  public Optional<Found> find(String path, Fingerprint fingerprint) {
    takeOver(path, fingerprint);
    Optional<Manifest> manifest =
        PublishedFolder.manifest(run, path)
            .filter(found -> found.fingerprint().equals(fingerprint))
            .filter(found -> isSound(new PublishedFolder(run, path, found)));
    Optional<StepLog> log = StepLog.read(run, path).flatMap(CheckpointStore::parse);
    if (manifest.isEmpty() || log.isEmpty()) {
      return Optional.empty();
    }
    PublishedFolder folder = new PublishedFolder(run, path, manifest.get());
    return Optional.of(new Found(new PolicyCheckpoint(folder, log.get().step(), under), log.get()));
  }

  /** In a fork: takes over what the other run has made from the same. */
  private void takeOver(String path, Fingerprint fingerprint) {
    Optional<RunDirectory> origin = run.origin();
    if (origin.isPresent()
        && PublishedFolder.manifest(run, path).isEmpty()
        && new CheckpointStore(origin.get(), under).find(path, fingerprint).isPresent()) {
      RunFolders.copy(origin.get(), run, path);
    }
  }

  /**
   * Makes sure that no finished checkpoint would be replaced.
   *
   * @throws dev.vireo.algorithms.InputException if the one in the folder was made from something
   *     else; its cause is a {@link StageChange}
   */
  public void refuseOthers(String path, Fingerprint fingerprint) {
    PublishedFolder.manifest(run, path)
        .ifPresent(old -> StageChange.refuse(run.uri(path), old.fingerprint(), fingerprint));
  }

  /** The checkpoint in a folder, whatever it was made from. */
  public Optional<PolicyCheckpoint> find(String path) {
    return PublishedFolder.manifest(run, path)
        .flatMap(manifest -> find(path, manifest.fingerprint()))
        .map(Found::checkpoint);
  }

  private static boolean isSound(PublishedFolder folder) {
    List<String> missing = folder.missing();
    if (missing.isEmpty() || isCleaned(folder)) {
      return true;
    }
    LOG.warn(
        "{} is damaged, and is made again: {} missing or of another size",
        folder.run().uri(folder.path()),
        missing);
    return false;
  }

  /**
   * Whether a folder is a checkpoint without its model, which has been cleaned up: {@link
   * SupersededCheckpoints} deletes the configuration first.
   */
  public static boolean isCleaned(PublishedFolder folder) {
    String config = PolicyCheckpoint.config(folder.manifest());
    return folder.manifest().chunks().stream().anyMatch(file -> file.file().equals(config))
        && !PublishedFolder.files(folder.run(), folder.path()).contains(config);
  }

  private static Optional<StepLog> parse(byte[] json) {
    try {
      return Optional.of(
          SettingsMapper.mapper()
              .readValue(new String(json, StandardCharsets.UTF_8), StepLog.class));
    } catch (JsonProcessingException e) {
      // Torn: the stage makes its checkpoint again.
      return Optional.empty();
    }
  }
}
