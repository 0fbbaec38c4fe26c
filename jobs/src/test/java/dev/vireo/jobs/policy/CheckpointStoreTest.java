package dev.vireo.jobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.directory.TrainingState;
import dev.vireo.models.tokenizer.TokenizerFiles;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.Removable;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that were damaged, and such as were cleaned up. */
class CheckpointStoreTest {
  private static final String STEP = "checkpoints/step-000003";
  private static final String OPTIMIZER = "training-state/optimizer.safetensors";
  private static final Fingerprint FINGERPRINT = Fingerprint.of("update-policy").seed(17);

  @TempDir Path folder;

  private CheckpointStore store;

  @BeforeEach
  void publish() throws IOException {
    // Another process has written it: what this one wrote it does not read again.
    Path elsewhere = folder.resolve("written");
    PublishedFolder.publish(
        RunDirectory.at(elsewhere),
        STEP,
        FINGERPRINT,
        staging -> {
          Files.writeString(staging.resolve("config.json"), "{}");
          Files.writeString(staging.resolve("model.safetensors"), "weights");
          Files.createDirectory(staging.resolve("training-state"));
          Files.writeString(staging.resolve(OPTIMIZER), "moments");
          Files.write(
              staging.resolve(StepLog.FILE),
              SettingsMapper.mapper().writeValueAsBytes(StepLog.none()));
        });
    Files.move(elsewhere, folder.resolve("run"));
    store = new CheckpointStore(RunDirectory.at(folder.resolve("run")));
  }

  private Path file(String name) {
    return folder.resolve("run").resolve(STEP).resolve(name);
  }

  private Optional<CheckpointStore.Found> find() {
    return store.find(STEP, FINGERPRINT);
  }

  /** The store knows no models, so the folders' names stand in both. */
  @Test
  void theStoreLooksForFoldersWhereModelsPutThem() {
    assertThat(PublishedFolder.STATE).isEqualTo(TrainingState.FOLDER);
    assertThat(PublishedFolder.TEMPLATES).isEqualTo(TokenizerFiles.ADDITIONAL_TEMPLATES);
  }

  @Test
  void aWholeOneIsFoundAndVerified() {
    assertThat(find()).isPresent();
    find().orElseThrow().checkpoint().verify();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors", OPTIMIZER})
  void oneWithATornFileIsNotFound(String name) throws IOException {
    Files.writeString(file(name), "w");
    assertThat(find()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", OPTIMIZER, StepLog.FILE})
  void oneThatLacksAFileIsNotFound(String name) throws IOException {
    Files.delete(file(name));
    assertThat(find()).isEmpty();
  }

  @Test
  void oneThatWasCleanedUpIsFoundForItsHistory() {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    PublishedFolder.publish(
        run,
        "checkpoints/step-000006",
        FINGERPRINT,
        staging -> Files.createFile(staging.resolve("config.json")));
    List<Removable> files = new SupersededCheckpoints(run, "checkpoints").ofOneWork();
    assertThat(files).extracting(Removable::path).first().isEqualTo(STEP + "/config.json");
    files.forEach(file -> run.delete(file.path()));
    assertThat(find()).isPresent();
    assertThatThrownBy(() -> find().orElseThrow().checkpoint().verify())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("were deleted to save space")
        .hasMessageContaining("Still there in file:")
        .hasMessageContaining("checkpoints: step-000006; raise checkpoints.keep");
  }

  @Test
  void nothingMadeFromSomethingElseTakesItsPlace() {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    Fingerprint other = FINGERPRINT.seed(18);
    assertThatThrownBy(() -> store.refuseOthers(STEP, other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(seed 17 -> 18)");
    assertThatThrownBy(() -> PublishedFolder.publish(run, STEP, other, staging -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(seed 17 -> 18)");
    assertThat(Partition.manifest(run, STEP)).isPresent();
    assertThat(find()).isPresent();
  }

  @Test
  void aModelDirectoryOfTheUsersIsNotTakenForCleaned() throws IOException {
    PublishedFolder model = PublishedFolder.of(file(""));
    assertThat(CheckpointStore.isCleaned(model)).isFalse();
    Files.delete(file("config.json"));
    assertThat(CheckpointStore.isCleaned(model)).isTrue();
  }

  @Test
  void cleaningThatWasKilledCountsAsCleaned() throws IOException {
    Files.delete(file("config.json"));
    assertThat(find()).isPresent();
  }

  @Test
  void verificationNamesWhatIsDamagedAndWhatToDelete() throws IOException {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    assertThat(RunVerification.of(run)).isEqualTo(new RunVerification(4, List.of()));
    Files.writeString(file("model.safetensors"), "weightz");
    assertThat(RunVerification.of(run).damaged())
        .containsExactly(
            STEP
                + "/model.safetensors is missing or damaged: delete the folder "
                + STEP
                + " and run again, which recreates it");
    for (String name : List.of("config.json", "model.safetensors", OPTIMIZER)) {
      run.delete(STEP + "/" + name);
    }
    assertThat(RunVerification.of(run).damaged()).isEmpty();
    Files.writeString(file("training-state/_manifest.json"), "{");
    assertThat(RunVerification.of(run).damaged())
        .containsExactly(
            STEP + "/training-state/_manifest.json is damaged: run again, which publishes it anew");
  }

  /** As versions before published it: everything at the top. */
  private void flatten() throws IOException {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    Manifest manifest = PublishedFolder.manifest(run, STEP).orElseThrow();
    Manifest flat =
        new Manifest(
            manifest.fingerprint(),
            manifest.dataset(),
            manifest.partition(),
            manifest.schemaVersion(),
            manifest.chunks().stream()
                .map(
                    file ->
                        ChunkSummary.of(
                            file.file().replace("training-state/", ""),
                            file.size(),
                            file.sha256(),
                            0,
                            Map.of()))
                .toList(),
            Map.of());
    for (String name : List.of("optimizer.safetensors", "steps.json")) {
      Files.move(file("training-state/" + name), file(name));
    }
    Files.delete(file("training-state/_manifest.json"));
    Files.delete(file("training-state"));
    Files.writeString(file("_manifest.json"), flat.toJson());
  }

  @Test
  void oneOfBeforeIsFoundVerifiedAndCleaned() throws IOException {
    String hash = find().orElseThrow().checkpoint().contentHash();
    flatten();
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    assertThat(find().orElseThrow().checkpoint().contentHash())
        .as("what was made from it is still made from it")
        .isEqualTo(hash);
    find().orElseThrow().checkpoint().verify();
    assertThat(RunVerification.of(run)).isEqualTo(new RunVerification(4, List.of()));
    Files.writeString(file("optimizer.safetensors"), "momentz");
    assertThat(RunVerification.of(run).damaged())
        .singleElement()
        .asString()
        .startsWith(STEP + "/optimizer.safetensors is missing or damaged");
    PublishedFolder.publish(
        run,
        "checkpoints/step-000006",
        FINGERPRINT,
        staging -> Files.createFile(staging.resolve("config.json")));
    List<Removable> files = new SupersededCheckpoints(run, "checkpoints").ofOneWork();
    assertThat(files)
        .extracting(Removable::path)
        .containsExactly(
            STEP + "/config.json", STEP + "/model.safetensors", STEP + "/optimizer.safetensors");
    files.forEach(file -> run.delete(file.path()));
    assertThat(find()).isPresent();
    assertThat(RunVerification.of(run).damaged()).isEmpty();
  }

  @Test
  void oneOfBeforeIsReplacedWhole() throws IOException {
    flatten();
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    Files.delete(file("model.safetensors"));
    PublishedFolder.publish(
        run, STEP, FINGERPRINT, staging -> Files.writeString(staging.resolve("config.json"), "{}"));
    assertThat(run.list(STEP)).containsExactly("config.json", "training-state");
  }

  @Test
  void oneWithOtherBytesIsRefusedWhereItIsRead() throws IOException {
    Files.writeString(file("model.safetensors"), "weightz");
    assertThatThrownBy(() -> find().orElseThrow().checkpoint().local())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("model.safetensors is damaged")
        .hasMessageEndingWith(
            "delete the folder file:"
                + folder.resolve("run").resolve(STEP)
                + " and run again to recreate it");
  }
}
