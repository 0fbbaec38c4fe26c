package dev.vireo.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedFolderTest {
  private static final String STEP = "checkpoints/step-3";
  private static final Fingerprint FINGERPRINT = Fingerprint.of("update-policy").seed(17);

  @TempDir Path folder;

  private static PublishedFolder publish(RunDirectory run, String weights) {
    return PublishedFolder.publish(
        run,
        STEP,
        FINGERPRINT,
        staging -> {
          Files.writeString(staging.resolve("model.safetensors"), weights);
          Files.writeString(staging.resolve("config.json"), "{}");
          Path templates = Files.createDirectories(staging.resolve("additional_chat_templates"));
          Files.writeString(templates.resolve("tool_use.jinja"), "template of " + weights);
          Path state = Files.createDirectories(staging.resolve("training-state"));
          Files.writeString(state.resolve("optimizer.safetensors"), "moments of " + weights);
        });
  }

  @ParameterizedTest
  @EnumSource
  void publishesAllFilesAtOnce(StorageTest.Kind kind) throws IOException {
    RunDirectory run = kind.in(folder.resolve("run"));
    assertThat(PublishedFolder.find(run, STEP)).isEmpty();
    PublishedFolder published = publish(run, "weights");
    assertThat(run.list(STEP))
        .as("a model directory at its top, so that servers read it as it lies")
        .containsExactly(
            "additional_chat_templates", "config.json", "model.safetensors", "training-state");
    assertThat(run.list(STEP + "/training-state"))
        .containsExactly("_manifest.json", "optimizer.safetensors");
    assertThat(run.list("checkpoints")).containsExactly("step-3");
    assertThat(PublishedFolder.find(run, STEP)).contains(published);
    Path here = published.fetch(folder.resolve("cache"));
    assertThat(here.resolve("model.safetensors")).hasContent("weights");
    assertThat(here.resolve("training-state/optimizer.safetensors"))
        .hasContent("moments of weights");
    assertThat(here.resolve("additional_chat_templates/tool_use.jinja"))
        .hasContent("template of weights");
    assertThat(published.fetch(folder.resolve("cache"))).isEqualTo(here);
  }

  @ParameterizedTest
  @EnumSource
  void replacesWhatWasThere(StorageTest.Kind kind) throws IOException {
    RunDirectory run = kind.in(folder.resolve("run"));
    PublishedFolder first = publish(run, "one");
    run.publisher().publish(STEP + "/stray", out -> out.write(1));
    run.publisher().publish(STEP + "/training-state/stray", out -> out.write(1));
    run.publisher().publish(STEP + "/additional_chat_templates/stray", out -> out.write(1));
    PublishedFolder second = publish(run, "two");
    assertThat(run.list(STEP)).doesNotContain("stray");
    assertThat(run.list(STEP + "/training-state")).doesNotContain("stray");
    assertThat(run.list(STEP + "/additional_chat_templates")).containsExactly("tool_use.jinja");
    assertThat(second.contentHash()).isNotEqualTo(first.contentHash());
    assertThat(second.fetch(folder.resolve("cache")).resolve("model.safetensors"))
        .hasContent("two");
  }

  @Test
  void theSameFilesOfAnotherDriverAreNeverMissing() throws IOException {
    Configuration configuration = ScratchFileSystem.configuration();
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    RunDirectory other = RunDirectory.at("s3a://" + folder.resolve("run"), configuration);
    PublishedFolder first = publish(other, "weights");
    configuration.setBoolean(ScratchFileSystem.KEEPS_ALL, true);
    RunDirectory keeping = RunDirectory.at("s3a://" + folder.resolve("run"), configuration);
    assertThat(publish(keeping, "weights")).isEqualTo(first);
    // That one is still uploading.
    Files.delete(folder.resolve("run/" + STEP + "/training-state/_manifest.json"));
    assertThat(publish(keeping, "weights").filesHash()).isEqualTo(first.filesHash());
    // Others take the folder apart, for a moment.
    assertThatThrownBy(() -> publish(keeping, "others")).hasMessageContaining("_manifest.json");
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherDriverPublishedAlikeStays(StorageTest.Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    publish(run, "weights");
    run.publisher().publish(STEP + "/stray", out -> out.write(1));
    publish(run, "weights");
    assertThat(run.list(STEP)).contains("stray");
  }

  @ParameterizedTest
  @EnumSource
  void whatLooksAlikeButIsDamagedDoesNot(StorageTest.Kind kind) throws IOException {
    RunDirectory run = kind.in(folder.resolve("run"));
    publish(run, "weights");
    Files.writeString(folder.resolve("run").resolve(STEP).resolve("model.safetensors"), "weightz");
    PublishedFolder again = publish(run, "weights");
    assertThat(again.fetch(folder.resolve("cache")).resolve("model.safetensors"))
        .hasContent("weights");
  }

  @ParameterizedTest
  @EnumSource
  void aFailureWhileWritingPublishesNothing(StorageTest.Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    PublishedFolder first = publish(run, "one");
    assertThatThrownBy(
            () ->
                PublishedFolder.publish(
                    run,
                    STEP,
                    FINGERPRINT,
                    staging -> {
                      Files.writeString(staging.resolve("model.safetensors"), "tw");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("No space left on device");
    assertThat(run.list("checkpoints")).containsExactly("step-3");
    assertThat(PublishedFolder.find(run, STEP)).contains(first);
  }

  @ParameterizedTest
  @EnumSource
  void isNotThereOnceAFileIsMissingOrShort(StorageTest.Kind kind) throws IOException {
    RunDirectory run = kind.in(folder.resolve("run"));
    publish(run, "weights");
    Files.writeString(folder.resolve("run").resolve(STEP).resolve("model.safetensors"), "weig");
    assertThat(PublishedFolder.find(run, STEP)).isEmpty();
  }

  @Test
  void aDamagedCopyIsNotUsed() throws IOException {
    RunDirectory run = StorageTest.Kind.RENAME.in(folder.resolve("run"));
    PublishedFolder published = publish(run, "weights");
    Files.writeString(folder.resolve("run").resolve(STEP).resolve("model.safetensors"), "weighTs");
    assertThatThrownBy(() -> published.fetch(folder.resolve("cache")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("model.safetensors is damaged");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void anyFolderHasAHashOfItsFiles() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("model.safetensors"), "weights");
    Files.writeString(model.resolve("config.json"), "{}");
    PublishedFolder found = PublishedFolder.of(model);
    PublishedFolder published =
        PublishedFolder.publish(
            RunDirectory.at(folder.resolve("run")),
            STEP,
            FINGERPRINT,
            staging -> {
              Files.copy(model.resolve("config.json"), staging.resolve("config.json"));
              Files.copy(model.resolve("model.safetensors"), staging.resolve("model.safetensors"));
            });
    assertThat(found.filesHash()).isEqualTo(published.filesHash());
    assertThat(PublishedFolder.of(folder.resolve("run").resolve(STEP)).filesHash())
        .as("a model is what it is wherever it comes from")
        .isEqualTo(found.filesHash());
    assertThat(found.fetch(folder.resolve("cache"))).isEqualTo(model);
    Files.writeString(model.resolve("config.json"), "[]");
    PublishedFolder changed = PublishedFolder.of(model);
    assertThat(changed.contentHash()).isNotEqualTo(found.contentHash());
    Path templates = Files.createDirectory(model.resolve("additional_chat_templates"));
    Files.writeString(templates.resolve("tool_use.jinja"), "{{ messages }}");
    assertThat(PublishedFolder.of(model).contentHash())
        .as("a further chat template is part of the model")
        .isNotEqualTo(changed.contentHash());
    assertThatThrownBy(() -> PublishedFolder.of(folder.resolve("nowhere")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no folder");
  }
}
