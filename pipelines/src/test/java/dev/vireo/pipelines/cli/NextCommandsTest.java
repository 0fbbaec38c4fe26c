package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NextCommandsTest {

  @TempDir private Path folder;

  private void heldOut(String prompt) {
    Partition<Prompt> partition = RunDirectory.at(folder).partition(Datasets.PROMPTS, "eval");
    Fingerprint fingerprint = Fingerprint.of("shard-prompts");
    Prompt row = new Prompt("p0", Split.eval, prompt, List.of(1), null, Map.of());
    partition.publish(
        partition.manifest(
            fingerprint,
            List.of(
                partition.write(0, fingerprint, ChunkResult.of(List.of(row)), true).orElseThrow()),
            Map.of()));
  }

  @Test
  void theCommandsCanBeCopied() {
    heldOut("12+34=");

    assertThat(NextCommands.after(RunDirectory.at(folder), true, "file:/models/a model"))
        .containsExactly(
            "./vireo report " + folder,
            "./vireo browse " + folder,
            "./vireo sample --model '/models/a model' --prompt 12+34= -n 4");
  }

  @Test
  void aPromptThatCannotBeTypedIsReplaced() {
    heldOut("first line\nsecond line");

    assertThat(NextCommands.after(RunDirectory.at(folder), false, "m"))
        .containsExactly(
            "./vireo report " + folder,
            "./vireo init grpo --set policy.from=" + folder,
            "./vireo sample --model m --prompt Hello -n 4");
  }

  @Test
  void withoutPromptsOneComesFromTheDemonstrations() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      CarriedFiles.of(tokenizer).write(model);
      Partition<Demonstration> partition =
          RunDirectory.at(folder).child("fine-tuned/clean").partition(Datasets.DEMONSTRATIONS);
      Fingerprint fingerprint = Fingerprint.of("shard-demonstrations");
      Demonstration row =
          new Demonstration("d0", TokenLists.list(tokenizer.encode("12+34=")), List.of(1));
      partition.publish(
          partition.manifest(
              fingerprint,
              List.of(
                  partition
                      .write(0, fingerprint, ChunkResult.of(List.of(row)), true)
                      .orElseThrow()),
              Map.of()));
    }

    assertThat(NextCommands.after(RunDirectory.at(folder), false, model.toString()))
        .contains("./vireo sample --model " + model + " --prompt 12+34= -n 4");
    Path adapter = Files.createDirectory(folder.resolve("adapter"));
    assertThat(NextCommands.after(RunDirectory.at(folder), false, adapter.toString()))
        .contains("./vireo sample --model " + adapter + " --prompt Hello -n 4");
  }

  @Test
  void aStudyIsReadAgainAndReported() {
    assertThat(NextCommands.afterStudy(RunDirectory.at(folder)))
        .containsExactly("./vireo study " + folder, "./vireo report " + folder);
  }

  @Test
  void aShellReadsAQuotedWordAsItWas() {
    assertThat(NextCommands.quoted("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
    assertThat(NextCommands.quoted("")).isEqualTo("''");
  }
}
