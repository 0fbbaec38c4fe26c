package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.PipelineKind;
import dev.vireo.pipelines.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class InitCommandTest {

  @TempDir Path folder;

  static List<String> names() {
    return PipelineKind.ALL.stream().map(PipelineKind::name).toList();
  }

  /** Whether a key keeps its # or loses it, it has its default. */
  @ParameterizedTest
  @MethodSource("names")
  void everyKeyStandsThereWithItsDefault(String name) throws IOException {
    Path file = folder.resolve("new.yaml");
    Run run = Run.of("init", name, file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("replace the values of").hasLineCount(1);

    PipelineKind pipeline = PipelineKind.named(name);
    List<String> required = new ArrayList<>();
    pipeline.required().forEach((key, value) -> required.add(key + "=" + value));
    Record expected = new ConfigReader().read(pipeline.settings(), required).settings();
    assertThat(read(pipeline, file)).isEqualTo(expected);

    // All of them but those of sections that do nothing unless they are written.
    List<String> all = new ArrayList<>();
    int absent = Integer.MAX_VALUE;
    for (String line : Files.readAllLines(file)) {
      String key = line.stripLeading();
      int indent = line.length() - key.length();
      absent = indent <= absent && !key.startsWith("# ") ? Integer.MAX_VALUE : absent;
      if (key.matches("#[a-z0-9-]+:")) {
        absent = indent;
      }
      all.add(absent == Integer.MAX_VALUE ? line.replaceFirst("#(?=[a-z])", "") : line);
    }
    Files.write(file, all);
    assertThat(all).filteredOn(line -> line.strip().startsWith("#seed")).isEmpty();
    assertThat(read(pipeline, file)).isEqualTo(expected);
  }

  private static Record read(PipelineKind pipeline, Path file) {
    return new ConfigReader().read(pipeline.settings(), file, List.of()).settings();
  }

  @Test
  void whatIsGivenIsWrittenAndCanBePlanned() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(
        model.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 512,
         "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
         "intermediate_size": 128, "max_position_embeddings": 1024, "rms_norm_eps": 1e-6}
        """);
    Path file = folder.resolve("new.yaml");
    Run run =
        Run.of(
            "init", "grpo", file.toString(), "--set", "policy.model=" + model, "--set", "seed=5");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("policy.model");
    assertThat(Files.readString(file)).contains("\nseed: 5\n", "\n  model: " + model + "\n");

    Run plan = Run.of("plan", file.toString());
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("./vireo run " + file);
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "seed: 1\n");
    Run run = Run.of("init", "grpo", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("already exists").hasLineCount(1);
    assertThat(file).hasContent("seed: 1\n");
  }

  @Test
  void mistakesAreNamed() {
    Path file = folder.resolve("new.yaml");
    Run unknown = Run.of("init", "gpro", file.toString());
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean 'grpo'?").hasLineCount(1);

    for (String wrong : List.of("seed=x", "rolouts.top-k=1", "rollouts={}", "x")) {
      Run run = Run.of("init", "grpo", file.toString(), "--set", wrong);
      assertThat(run.exitCode()).as(wrong).isEqualTo(2);
      assertThat(run.err()).contains(wrong.replaceAll("[=.].*", "")).hasLineCount(1);
      assertThat(file).doesNotExist();
    }
  }
}
