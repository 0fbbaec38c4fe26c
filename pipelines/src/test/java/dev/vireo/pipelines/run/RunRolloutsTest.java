package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rollouts.CompletionEnds;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.grpo.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where completions end, and that a run knows when that has changed. */
final class RunRolloutsTest {

  private static final Tokenizer BYTES =
      ByteTokenizer.create(List.of("<|endoftext|>", "<|im_end|>"), "<|im_end|>");

  @TempDir Path folder;

  private final List<String> messages = new ArrayList<>();
  private final Progress progress =
      new Progress() {
        @Override
        public void message(String line) {
          messages.add(line);
        }
      };

  @Test
  void anEndThatConfigJsonDoesNotNameIsPartOfTheFingerprint() {
    RolloutSettings given = RolloutSettings.defaults();
    Path agrees = folder.resolve("agrees");
    TinyModels.write(agrees, BYTES, 257);
    assertThat(RunRollouts.of(agrees, given, progress)).isEqualTo(given);

    Path differs = folder.resolve("differs");
    TinyModels.write(differs, BYTES, 256);
    assertThat(RunRollouts.of(differs, given, progress).stop().tokenIds()).containsExactly(257);
    assertThat(CompletionEnds.of(ModelDirectory.open(differs), BYTES, given.stop()).ownEnd())
        .as("what is put behind the text of a server that stopped")
        .isEqualTo(257);
    assertThat(messages).isEmpty();
  }

  @Test
  void aModelWithoutAnyEndIsReportedInOneLine() throws IOException {
    Path model = folder.resolve("model");
    TinyModels.write(model, BYTES);
    Path config = model.resolve("tokenizer_config.json");
    Files.writeString(config, Files.readString(config).replace("\"eos_token\"", "\"other\""));

    RunRollouts.of(model, RolloutSettings.defaults(), progress);
    assertThat(messages).containsExactly(CompletionEnds.warningOfNone("rollouts.stop"));

    StopSettings stop = new StopSettings(List.of(), List.of("<|endoftext|>"));
    RunRollouts.of(model, RolloutSettings.defaults().withStop(stop), progress);
    assertThat(messages).hasSize(1);
  }

  @Test
  void theSettingsAddTokensAndTexts() {
    Path model = folder.resolve("model");
    TinyModels.write(model, BYTES, 257);
    ModelDirectory opened = ModelDirectory.open(model);
    StopSettings stop = new StopSettings(List.of(65), List.of("<|endoftext|>", "\n\n"));
    CompletionEnds ends = CompletionEnds.of(opened, BYTES, stop);
    assertThat(ends.tokenIds()).containsExactly(65, 256, 257);
    assertThat(ends.strings()).containsExactly("\n\n");

    StopSettings beyond = new StopSettings(List.of(258), List.of());
    assertThatThrownBy(() -> CompletionEnds.of(opened, BYTES, beyond))
        .isInstanceOf(InputException.class)
        .hasMessage("rollouts.stop names token 258, outside the model's vocabulary of 258");
  }
}
