package dev.vireo.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.TinyModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelDirectoryTest {
  @TempDir private Path directory;

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertMissing(Path path, String... parts) {
    assertThatThrownBy(() -> ModelDirectory.open(path))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot open the model " + path + ": ")
        .hasMessageNotContaining("\n")
        .satisfies(error -> assertThat(error.getMessage()).contains(parts));
  }

  @Test
  void whatIsNoModelDirectorySaysWhatItIs() throws IOException {
    Path checkpoints = Files.createDirectories(directory.resolve("run/checkpoints"));
    Path cleaned = Files.createDirectories(checkpoints.resolve("step-000001"));
    assertMissing(cleaned, "there is no config.json in it. Name a Hugging Face model directory");
    Path state = Files.createDirectory(cleaned.resolve("training-state"));
    assertMissing(cleaned, "it is a checkpoint whose files were deleted", "No other checkpoint");
    for (int step = 10; step < 20; step++) {
      Path other = Files.createDirectory(checkpoints.resolve("step-0000" + step));
      Files.createFile(other.resolve(step % 2 == 0 ? "config.json" : "adapter_config.json"));
    }
    assertMissing(
        cleaned, "Still there in " + checkpoints + ": step-000012, step-000013", "step-000019");
    assertMissing(
        checkpoints, "there is no config.json in it, but there are model directories below it");
    // A run: what it began with is named, and the last of each series of checkpoints.
    Path phase = Files.createDirectories(directory.resolve("run/fine-tuned/clean/step-000002"));
    Files.createFile(phase.resolve("config.json"));
    Path start = Files.createDirectory(directory.resolve("run/starting-policy"));
    Files.createFile(start.resolve("config.json"));
    assertMissing(
        directory.resolve("run"),
        "there are model directories below it: starting-policy, checkpoints/step-000019, fine-tuned/clean/step-000002");
    Files.delete(state);
    Files.createFile(cleaned.resolve("steps.json"));
    assertMissing(cleaned, "it is a checkpoint whose files were deleted");
    assertMissing(cleaned.resolve("steps.json"), "it is a file; name the directory");
    assertMissing(directory.resolve("none"), "there is no such directory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"})
  void gitLfsPointersSayWhatToDo(String name) throws IOException {
    Path path = directory.resolve("model");
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelDirectory.write(
          path,
          TinyModel.llama(),
          RandomModel.parameters(TinyModel.llama(), new LanguageModelHead(), 3),
          CarriedFiles.of(tokenizer));
    }
    Files.writeString(
        path.resolve(name),
        "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n");
    assertThatThrownBy(() -> ModelDirectory.open(path).tokenizer().close())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + path.resolve(name)
                + ": it is a Git LFS pointer, not the file itself; run git lfs pull in its"
                + " repository first");
  }

  @Test
  void comesBackAsItWasWritten() throws IOException {
    for (ModelConfig config : List.of(TinyModel.llama(), TinyModel.qwen())) {
      Path path = directory.resolve(config.architecture().modelType());
      ParameterSet parameters = RandomModel.parameters(config, new LanguageModelHead(), 3);
      try (Tokenizer tokenizer = ByteTokenizer.create()) {
        ModelDirectory.write(path, config, parameters, CarriedFiles.of(tokenizer));
      }
      ModelDirectory model = ModelDirectory.open(path);
      assertThat(model.config()).isEqualTo(config);
      assertThat(model.parameters()).isEqualTo(parameters);
      assertThat(model.storage()).isEqualTo(FloatFormat.FLOAT32);
      try (Tokenizer tokenizer = model.tokenizer()) {
        assertThat(tokenizer.endOfSequence()).isEqualTo(256);
      }
      assertThat(names(path))
          .containsExactly(
              "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    }
    assertThat(names(directory)).containsExactly("llama", "qwen2");
  }

  @ParameterizedTest
  @EnumSource(FloatFormat.class)
  void aCopyIsByteIdentical(FloatFormat storage) throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    ModelConfig config = TinyModel.qwen();
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelDirectory.write(
          first,
          config,
          RandomModel.parameters(config, new LanguageModelHead(), 4),
          CarriedFiles.of(tokenizer),
          storage);
    }
    Files.writeString(first.resolve("generation_config.json"), "{\"eos_token_id\": [7, 256]}");
    ModelDirectory model = ModelDirectory.open(first);
    assertThat(model.storage()).isEqualTo(storage);
    ModelDirectory.write(
        second, model.config(), model.parameters(), model.carriedFiles(), model.storage());
    assertThat(names(second)).isEqualTo(names(first)).contains("generation_config.json");
    for (String name : names(first)) {
      assertThat(second.resolve(name)).hasSameBinaryContentAs(first.resolve(name));
    }
  }

  @Test
  void furtherChatTemplatesGoAlong() throws IOException {
    Path first = directory.resolve("first");
    ModelConfig config = TinyModel.qwen();
    ModelDirectory.write(
        first,
        config,
        RandomModel.parameters(config, new LanguageModelHead(), 0),
        CarriedFiles.none());
    Path template = Path.of("additional_chat_templates", "tool_use.jinja");
    Files.createDirectory(first.resolve(template).getParent());
    Files.writeString(first.resolve(template), "{{ tools }}");
    ModelDirectory model = ModelDirectory.open(first);
    Path second = directory.resolve("second");
    ModelDirectory.write(second, config, model.parameters(), model.carriedFiles());
    assertThat(second.resolve(template)).hasContent("{{ tools }}");
  }

  @Test
  void stopTokensComeFromBothFiles() throws IOException {
    Path path = directory.resolve("model");
    ModelConfig config = TinyModel.qwen();
    ModelDirectory.write(
        path,
        config,
        RandomModel.parameters(config, new LanguageModelHead(), 0),
        CarriedFiles.none());
    assertThat(ModelDirectory.open(path).configuredEnds()).containsExactly(256, 257);
    Files.writeString(path.resolve("generation_config.json"), "{\"eos_token_id\": [7, 256]}");
    assertThat(ModelDirectory.open(path).configuredEnds()).containsExactly(7, 256, 257);
    Files.writeString(path.resolve("generation_config.json"), "{\"eos_token_id\": 999}");
    assertThatThrownBy(() -> ModelDirectory.open(path).configuredEnds())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("generation_config.json")
        .hasMessageContaining("999");
  }

  /** Fine-tuning puts the tokenizer's end behind completions: a policy that says it must stop. */
  @Test
  void theTokenizersOwnEndIsAStopAsWell() {
    Path path = directory.resolve("model");
    ModelConfig config = TinyModel.qwen().toBuilder().eosTokenIds(256).build();
    try (ByteTokenizer tokenizer = ByteTokenizer.create(List.of("<end>", "<turn>"), "<turn>")) {
      ModelDirectory.write(
          path,
          config,
          RandomModel.parameters(config, new LanguageModelHead(), 0),
          CarriedFiles.of(tokenizer));
      assertThat(ModelDirectory.open(path).configuredEnds()).containsExactly(256);
      assertThat(ModelDirectory.open(path).stopTokenIds(tokenizer)).containsExactly(256, 257);
    }
  }

  @Test
  void aPlaceThatIsTakenIsLeftAlone() throws IOException {
    Path path = Files.createDirectory(directory.resolve("model"));
    Files.writeString(path.resolve("precious"), "mine");
    ModelConfig config = TinyModel.llama();
    ParameterSet parameters = RandomModel.parameters(config, new LanguageModelHead(), 0);
    assertThatThrownBy(() -> ModelDirectory.write(path, config, parameters, CarriedFiles.none()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("exists already");
    assertThat(names(directory)).containsExactly("model");
    assertThat(names(path)).containsExactly("precious");

    Files.delete(path.resolve("precious"));
    ModelDirectory.write(path, config, parameters, CarriedFiles.none());
    assertThat(ModelDirectory.open(path).parameters()).isEqualTo(parameters);
  }

  @Test
  void valuesBeyondTheStorageFormatLeaveNothingBehind() throws IOException {
    ModelConfig config = TinyModel.llama();
    ParameterSet parameters = RandomModel.parameters(config, new LanguageModelHead(), 0);
    parameters.put(parameters.size() - 1, new float[] {1e6f});
    assertThatThrownBy(
            () ->
                ModelDirectory.write(
                    directory.resolve("model"),
                    config,
                    parameters,
                    CarriedFiles.none(),
                    FloatFormat.FLOAT16))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.norm.weight");
    assertThat(names(directory)).isEmpty();
  }

  @Test
  void parametersOfAnotherSizeAreRefused() {
    assertThatThrownBy(
            () ->
                ModelDirectory.write(
                    directory.resolve("model"),
                    TinyModel.llama(),
                    ParameterSet.zeros(3),
                    CarriedFiles.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given are 3 in 1");
  }

  @Test
  void directoriesThatAreNoneAreRefused() throws IOException {
    assertThatThrownBy(() -> ModelDirectory.open(directory.resolve("Qwen/Qwen2.5-0.5B")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such directory")
        .hasMessageContaining("nothing is downloaded");
    assertThatThrownBy(() -> ModelDirectory.open(directory))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void tokenizersLargerThanTheEmbeddingAreRefused() {
    Path path = directory.resolve("model");
    ModelConfig config = TinyModel.llama().toBuilder().vocabularySize(257).build();
    List<String> specials = Arrays.asList("<|a|>", "<|b|>");
    try (Tokenizer tokenizer = ByteTokenizer.create(specials, "<|a|>")) {
      ModelDirectory.write(
          path,
          config,
          RandomModel.parameters(config, new LanguageModelHead(), 0),
          CarriedFiles.of(tokenizer));
    }
    assertThatThrownBy(() -> ModelDirectory.open(path).tokenizer())
        .isInstanceOf(InputException.class)
        .hasMessageNotContaining("\n")
        .hasMessageContaining("has 258 tokens but the embedding only 257 rows");
  }
}
