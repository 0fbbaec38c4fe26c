package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may get wrong about a run: one clear line each, exit code 2, nothing harmed. */
final class BadInputIT {

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    yaml = TinyRun.write(folder);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void anUnknownKey() throws IOException {
    Path file = folder.resolve("typo.yaml");
    Files.writeString(file, Files.readString(yaml).replace("group-size:", "groupsize:"));

    assertThat(refused(Run.of("run", file.toString())))
        .contains("typo.yaml", "groupsize", "group-size");
  }

  @Test
  void aMissingFileOfPrompts() {
    assertThat(refused(run("prompts", "prompts.path=" + folder.resolve("no-such.jsonl"))))
        .contains("no-such.jsonl");
  }

  @Test
  void aMissingSetting() {
    assertThat(refused(Run.of("run", yaml.toString()))).contains("no run, which has no default");
    assertThat(refused(run("rewardless", "rewards=[]"))).contains("no rewards");
  }

  @Test
  void theRunDirectoryOfAnotherConfiguration() {
    Run first = run("owned", "iterations=0", "sft=[]", "evaluation.prompts=1");
    assertThat(first.exitCode()).as(first.err()).isZero();

    assertThat(refused(run("owned", "iterations=0", "sft=[]", "seed=18")))
        .contains(
            "owned was made with other settings",
            "seed 17 -> 18",
            "--redo starting-policy",
            "vireo fork");
  }

  @Test
  void aPromptLongerThanTheContext() {
    assertThat(
            refused(
                run("long", "policy.new-model.context-length=6", "sft=[]", "evaluation.prompts=1")))
        .contains(
            "leave no room for a completion in the policy's context of 6 tokens", "too-long: drop");
  }

  @Test
  void weightsThatAreCutOff() throws IOException {
    Path model = model("truncated");
    try (RandomAccessFile file =
        new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(file.length() - 100);
    }

    assertThat(refused(run("truncated", "policy.model=" + model, "sft=[]")))
        .contains("model.safetensors");
    // What never began is not a run.
    assertThat(folder.resolve("truncated")).doesNotExist();
  }

  @Test
  void weightsThatAreNotNumbers() throws IOException {
    Path model = model("damaged");
    Path weights = model.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.seek(file.length() - 4);
      file.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(Float.NaN)));
    }

    assertThat(refused(run("damaged", "policy.model=" + model, "sft=[]", "evaluation.prompts=1")))
        .contains("Cannot use the weights in " + weights + ": element ", " is NaN; copy");
  }

  @Test
  void anUnknownArchitecture() throws IOException {
    Path model = model("architecture");
    Path config = model.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains("LlamaForCausalLM");
    Files.writeString(
        config,
        text.replace("LlamaForCausalLM", "MambaForCausalLM").replace("\"llama\"", "\"mamba\""));

    assertThat(refused(run("architecture", "policy.model=" + model, "sft=[]")))
        .contains("config.json", "amba");
  }

  @Test
  void noModelAtAll() {
    assertThat(refused(run("nowhere", "policy.model=" + folder.resolve("no-model"))))
        .contains("no-model");
  }

  @Test
  void rewardsThatAreAllNone() {
    // An answer that is not a number is nothing to compare one with.
    assertThat(
            refused(
                run(
                    "none",
                    "rewards=[{type: numeric-answer}]",
                    "evaluation.accuracy=null",
                    "prompts.answer-column=split",
                    "sft=[]")))
        .contains("No completion of iteration 1 got a reward", "numeric-answer");
    assertThat(folder.resolve("none/manifests/rollouts/iteration=1.json")).exists();
  }

  /** A sound model directory, as a run leaves it. */
  private static Path model(String name) throws IOException {
    Run run = run(name + "-source", "iterations=0", "sft=[]", "evaluation.prompts=1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path model = Files.createDirectory(folder.resolve(name + "-model"));
    try (var files = Files.list(folder.resolve(name + "-source/base"))) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().startsWith("_")) {
          Files.copy(file, model.resolve(file.getFileName()));
        }
      }
    }
    return model;
  }

  private static Run run(String name, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("run", yaml.toString()));
    arguments.addAll(List.of("--set", "run=" + folder.resolve(name)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return Run.of(arguments.toArray(String[]::new));
  }

  /** The one line the user gets, after what the progress of the stages before said. */
  private static String refused(Run run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
    List<String> lines = run.err().lines().filter(line -> line.startsWith("vireo: ")).toList();
    assertThat(lines).as(run.err()).hasSize(1);
    assertThat(run.err().lines().toList()).last().isEqualTo(lines.get(0));
    return lines.get(0);
  }
}
