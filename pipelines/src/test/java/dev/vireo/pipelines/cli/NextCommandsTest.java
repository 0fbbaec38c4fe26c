package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
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
  void aShellReadsAQuotedWordAsItWas() {
    assertThat(NextCommands.quoted("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
    assertThat(NextCommands.quoted("")).isEqualTo("''");
  }
}
