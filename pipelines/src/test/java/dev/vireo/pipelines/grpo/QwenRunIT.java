package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration for Qwen2.5, with a model of the same kind that is small enough. */
final class QwenRunIT {

  private static final Path CONFIG = Path.of("..", "conf", "gsm8k", "qwen2.5-0.5b.yaml");

  private static final String TEMPLATE =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  @TempDir static Path folder;

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void itTrainsAnAdapterThroughTheChatTemplate() throws Exception {
    Path model = folder.resolve("model");
    write(model);
    Path questions = folder.resolve("train.jsonl");
    Files.write(questions, IntStream.range(0, 20).mapToObj(QwenRunIT::question).toList());
    Path run = folder.resolve("run");

    TinyRun.run(
        TinyRun.config(
            CONFIG,
            run,
            "policy.model='" + model + "'",
            "prompts.path='" + questions + "'",
            "prompts.eval-fraction=0.2",
            "iterations=1",
            "prompts-per-iteration=4",
            "rollouts.group-size=4",
            "rollouts.max-new-tokens=16",
            "rollouts.chunk-groups=2",
            // A policy that knows nothing is paid for how long its bytes are as text: any two
            // lengths differ in it.
            "rewards=[{type: length, name: near, options: {target: 32, unit: characters, slope:"
                + " 0.03}}, {type: numeric-answer, name: exact}]",
            "evaluation.prompts=2",
            "evaluation.every=0"),
        Progress.NONE,
        "local[2]");

    Path before = run.resolve("checkpoints/step-000000/adapter_model.safetensors");
    Path after = run.resolve("checkpoints/step-000001/adapter_model.safetensors");
    assertThat(Files.mismatch(before, after)).isNotNegative();
    assertThat(after.resolveSibling("model.safetensors")).doesNotExist();
  }

  private static String question(int number) {
    return "{\"question\": \"What is %1$d and one?\", \"answer\": \"#### %2$d\"}"
        .formatted(number, number + 1);
  }

  private static void write(Path directory) throws IOException {
    ByteTokenizer tokenizer =
        ByteTokenizer.create(List.of("<|im_start|>", "<|im_end|>"), "<|im_end|>");
    ModelConfig config =
        ModelConfig.builder(Architecture.QWEN2)
            .vocabularySize(300)
            .hiddenSize(16)
            .layers(2)
            .heads(4)
            .keyValueHeads(2)
            .intermediateSize(24)
            .contextLength(512)
            .tiedEmbeddings(true)
            .eosTokenIds(tokenizer.endOfSequence())
            .build();
    ModelDirectory.write(
        directory,
        config,
        RandomModel.parameters(config, new LanguageModelHead(), 1),
        CarriedFiles.of(tokenizer),
        FloatFormat.BFLOAT16);
    Files.writeString(directory.resolve("chat_template.jinja"), TEMPLATE);
  }
}
