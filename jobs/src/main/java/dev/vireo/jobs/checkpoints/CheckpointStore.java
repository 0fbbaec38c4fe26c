package dev.vireo.jobs.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.jobs.settings.SettingsMapper;
import dev.vireo.jobs.store.Fingerprint;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.models.checkpoint.Checkpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Publishes checkpoints and finds them again. The files of a checkpoint go up one by one; only its
 * manifest, which comes last, makes it a checkpoint.
 */
public final class CheckpointStore {

  /**
   * A checkpoint together with what its manifest says of the stage that made it.
   *
   * @param checkpoint the policy
   * @param stageSteps steps of the stage behind it
   * @param stepMetrics what each of them measured
   */
  public record Found(
      PolicyCheckpoint checkpoint, int stageSteps, List<Map<String, Double>> stepMetrics) {}

  /**
   * What is to be published.
   *
   * @param config the policy's shape
   * @param parameters in layout order
   * @param optimizer the optimizer's state
   * @param carried tokenizer and other files that go along
   * @param step optimizer steps of reinforcement behind the policy
   * @param stageSteps steps of the stage behind it
   * @param stepMetrics what each of them measured
   */
  public record Content(
      ModelConfig config,
      float[] parameters,
      OptimizerState optimizer,
      CarriedFiles carried,
      long step,
      int stageSteps,
      List<Map<String, Double>> stepMetrics) {}

  private final RunDirectory run;

  public CheckpointStore(RunDirectory run) {
    this.run = run;
  }

  /**
   * Publishes a checkpoint.
   *
   * @param folder path in the run directory
   * @param fingerprint what the policy was made from
   */
  public PolicyCheckpoint publish(String folder, Fingerprint fingerprint, Content content) {
    try {
      Path scratch = Files.createTempDirectory("vireo-checkpoint");
      try {
        Path written = scratch.resolve("model");
        Checkpoint.write(
            written,
            content.config(),
            content.parameters(),
            content.optimizer(),
            content.carried());
        return publish(folder, fingerprint, content, written);
      } finally {
        FileTrees.delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write checkpoint " + run.uri(folder), e);
    }
  }

  private PolicyCheckpoint publish(
      String folder, Fingerprint fingerprint, Content content, Path written) throws IOException {
    // What an older stage left under this name stops being a checkpoint before its files change.
    run.delete(folder + "/" + CheckpointManifest.FILE);
    TreeMap<String, CheckpointManifest.FileEntry> files = new TreeMap<>();
    for (Path file : FileTrees.filesOf(written)) {
      String name = file.getFileName().toString();
      files.put(name, new CheckpointManifest.FileEntry(Files.size(file), FileTrees.sha256(file)));
      run.publisher().publish(folder + "/" + name, out -> Files.copy(file, out));
    }
    String contentHash = ModelFiles.contentHash(files);
    CheckpointManifest manifest =
        new CheckpointManifest(
            CheckpointManifest.FORMAT,
            fingerprint.stage(),
            fingerprint.hash(),
            contentHash,
            content.step(),
            content.stageSteps(),
            files,
            content.stepMetrics());
    byte[] json =
        SettingsMapper.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
    run.publisher().publish(folder + "/" + CheckpointManifest.FILE, out -> out.write(json));
    return new PolicyCheckpoint(run.child(folder), contentHash, content.step());
  }

  /** The checkpoint in a folder, if the fingerprint made it; its files may have been cleaned up. */
  public Optional<Found> find(String folder, Fingerprint fingerprint) {
    return manifest(folder)
        .filter(manifest -> manifest.fingerprint().equals(fingerprint.hash()))
        .map(
            manifest ->
                new Found(
                    new PolicyCheckpoint(
                        run.child(folder), manifest.contentHash(), manifest.step()),
                    manifest.stageSteps(),
                    manifest.stepMetrics()));
  }

  /** Deletes a checkpoint's files but not its manifest: the run's history stays whole. */
  public void clean(String folder) {
    manifest(folder)
        .ifPresent(manifest -> manifest.files().keySet().forEach(f -> run.delete(folder + "/" + f)));
  }

  private Optional<CheckpointManifest> manifest(String folder) {
    return run.read(folder + "/" + CheckpointManifest.FILE).flatMap(CheckpointStore::parse);
  }

  private static Optional<CheckpointManifest> parse(byte[] json) {
    try {
      return Optional.of(
          SettingsMapper.mapper()
              .readValue(new String(json, StandardCharsets.UTF_8), CheckpointManifest.class));
    } catch (JsonProcessingException e) {
      // A torn manifest is no manifest: the stage makes its checkpoint again.
      return Optional.empty();
    }
  }
}
