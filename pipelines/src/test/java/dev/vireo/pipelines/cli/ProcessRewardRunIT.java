package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.StepScore;
import dev.vireo.schemas.TextScore;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Process reward models of files and of another run's rollouts, and what is done with them. */
final class ProcessRewardRunIT {

  private static final String YAML =
      """
      pipeline: process-reward-model
      policy: {from: '%1$s/grpo'}
      # What bytes that are no UTF-8 are read as, of which an unskilled policy writes many.
      step-labels: {separator: "\\uFFFD"}
      rollouts: {group-size: 3, max-new-tokens: 4, chunk-groups: 8}
      rewards: [{type: length, options: {target: 4, unit: characters, slope: 0.5}}]
      process-reward-model:
        steps: 3
        batch-size: 4
        gradient-shards: 2
        micro-batch-examples: 2
        checkpoint-every: 0
        optimizer: {learning-rate: 0.001}
      evaluation: {held-out: 0.4, bins: 4}
      checkpoints: {keep: 0}
      """;

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Path grpo = TinyRun.write(folder);
    ended(Run.of("run", grpo.toString(), "--set", "run='" + folder.resolve("grpo") + "'"));
    yaml = Files.writeString(folder.resolve("process.yaml"), YAML.formatted(folder));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(
          "{\"prompt\": \"%d+1=\", \"completions\": [\"a%d\", \"b\"], \"labels\": [true, %s]}"
              .formatted(i, i, i % 2 == 0));
    }
    Files.write(folder.resolve("steps.jsonl"), rows);
    rows.set(6, "{\"prompt\": \"p\", \"completions\": [\"a\"], \"labels\": [3]}");
    Files.write(folder.resolve("wrong.jsonl"), rows);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void rolloutsAreLabelledAndTrainAModelThatResumesToTheSameBytes() throws IOException {
    String rollouts = "rollout-steps={run: '%s', threshold: 0.6}".formatted(folder.resolve("grpo"));
    Run first = Run.of(run("whole", rollouts));
    ended(first);
    assertThat(first.err()).contains("labelled by");
    assertThat(first.out()).contains("first_error", "whole/reward-model");
    Path whole = folder.resolve("whole");
    Map<String, FileTime> before = RunFiles.times(whole);
    ended(Run.of(run("whole", rollouts)));
    assertThat(RunFiles.times(whole)).isEqualTo(before);

    // What a process leaves that is killed between labels and after a step.
    String[] often =
        with(run("killed", rollouts), "--set", "process-reward-model.checkpoint-every=1");
    ended(Run.of(often));
    Path killed = folder.resolve("killed");
    RunDirectory directory = RunDirectory.at(killed);
    Files.delete(killed.resolve("step_labels/part-00000.parquet"));
    Files.delete(killed.resolve("manifests/step_labels.json"));
    for (String gone : List.of("checkpoints/step-000003", "reward-evaluation", "reward-model")) {
      directory.delete(gone);
    }
    ended(Run.of(often));
    for (String file :
        List.of(
            "step_labels/part-00000.parquet",
            "step_examples/part-00000.parquet",
            "checkpoints/step-000003/model.safetensors",
            "checkpoints/step-000003/training-state/optimizer.safetensors",
            "reward-evaluation/report.json",
            "reward-model/model.safetensors",
            "reward-model/reward_recipe.json")) {
      assertThat(killed.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
    }

    JsonNode labels = json(whole.resolve("manifests/step_labels.json"));
    assertThat(labels.at("/totals/continuations").asDouble()).as("%s", labels).isPositive();
    JsonNode report = json(whole.resolve("reward-evaluation/report.json"));
    assertThat(report.path("held-out").asBoolean()).isTrue();
    assertThat(report.at("/report/steps").asInt()).isPositive();
    JsonNode recipe = json(whole.resolve("reward-model/reward_recipe.json"));
    assertThat(recipe.path("separator").asText()).isEqualTo("\uFFFD");
    assertThat(recipe.path("positive-label").asInt()).isEqualTo(1);
    JsonNode config = json(whole.resolve("reward-model/config.json"));
    assertThat(config.at("/architectures/0").asText()).isEqualTo("LlamaForTokenClassification");

    judgesTextsOfNoRun(whole);

    String reward = "rewards=[{type: process-reward-model, options: {path: '%s'%s}}]";
    ended(Run.of(rewarded(reward.formatted(whole, ""), "advantage.supervision=process")));
    ended(Run.of(rewarded(reward.formatted(whole, ", aggregate: min"), "seed=18")));
    refused(
        Run.of(
            rewarded(reward.formatted(whole, ", aggregate: min"), "advantage.supervision=process")),
        "no reward judges steps");
    refused(
        Run.of(rewarded(reward.formatted(whole, ", separator: x"), "seed=18")),
        "the model was trained on steps that end with '\uFFFD'");
  }

  private static void judgesTextsOfNoRun(Path model) throws IOException {
    // The separator of this test is no text that an argument can hold.
    String[] text = {"score", model.toString(), "--prompt", "1+1=", "--text", "ab"};
    Run step = Run.of(text);
    ended(step);
    assertThat(step.out()).matches(" +0\\.\\d{6}  ab\\R");
    Run min = Run.of(with(text, "--aggregate", "min"));
    ended(min);
    assertThat(step.out().strip()).startsWith(min.out().strip());
    refused(Run.of(with(text, "--prefixes")), "prints each of them: leave out --prefixes");
    refused(Run.of(with(text, "--aggregate", "none")), "give last, min, mean or product");

    Files.write(
        folder.resolve("texts.jsonl"),
        List.of(
            "{\"prompt\": \"1+1=\", \"completion\": \"a\uFFFD\uFFFDb\"}",
            "{\"prompt\": \"1+1=\", \"completion\": \"ab\"}",
            "{\"prompt\": \"1+1=\", \"completion\": \" \"}"));
    String out = folder.resolve("scored").toString();
    Run job =
        Run.of("score", "--model", model.toString(), folder.resolve("texts.jsonl").toString(), out);
    ended(job);
    assertThat(job.out()).contains("3 texts, 1 without a reward");
    List<TextScore> rows =
        RunDirectory.at(folder.resolve("scored")).partition(Datasets.SCORES).require().readAll();
    assertThat(rows.get(0).getSteps()).extracting(StepScore::getText).containsExactly("a", "b");
    assertThat(rows.get(0).getReward())
        .isEqualTo(
            Math.min(
                rows.get(0).getSteps().get(0).getReward(),
                rows.get(0).getSteps().get(1).getReward()));
    assertThat(rows.get(1).getReward())
        .isCloseTo(Double.parseDouble(min.out()), Offset.offset(1e-6));
    assertThat(rows.get(2).getReward()).isNaN();
    assertThat(rows.get(2).getSteps()).isEmpty();
  }

  @Test
  void labelsAreSharesOfRightContinuations() {
    String rollouts = "rollout-steps={run: '%s', completions: 1, threshold: %s}";
    Run all = Run.of(stage("all", rollouts.formatted(folder.resolve("grpo"), -1)));
    ended(all);
    assertThat(all.err()).contains("of 16 completions", ": mean label 1.000");
    Run none = Run.of(stage("none", rollouts.formatted(folder.resolve("grpo"), 2)));
    ended(none);
    assertThat(none.err()).contains(": mean label 0.000");
  }

  private static String[] stage(String name, String source) {
    String[] run = run(name, source);
    run[0] = "label-steps";
    return with(new String[] {"stage"}, run);
  }

  private static String[] rewarded(String rewards, String setting) {
    return new String[] {
      "run",
      folder.resolve("tiny.yaml").toString(),
      "--set",
      "run='" + folder.resolve("rewarded-" + Math.abs((rewards + setting).hashCode())) + "'",
      "--set",
      "algorithm=grpo",
      "--set",
      "iterations=1",
      "--set",
      "evaluation.accuracy=null",
      "--set",
      rewards,
      "--set",
      setting
    };
  }

  @Test
  void filesTrainAnAdapterWithItsHead() throws IOException {
    Run trained =
        Run.of(
            with(
                run("adapter", labels("steps.jsonl")),
                "--set",
                "policy.adapter={rank: 2, alpha: 4}",
                "--set",
                "process-reward-model.train-on-last-step-only=true"));
    ended(trained);
    Path made = folder.resolve("adapter");
    JsonNode adapter = json(made.resolve("checkpoints/step-000003/adapter_config.json"));
    assertThat(adapter.at("/modules_to_save/0").asText()).isEqualTo("score");
    assertThat(adapter.path("task_type").asText()).isEqualTo("TOKEN_CLS");
    assertThat(made.resolve("reward-model/model.safetensors")).exists();
    assertThat(made.resolve("step_labels")).doesNotExist();
  }

  @Test
  void whatCannotBeIsOneLine() {
    refused(
        Run.of(run("bad", labels("wrong.jsonl"))),
        "wrong.jsonl line 7 has the label 3 for step 1 in column 'labels'");
    refused(Run.of(run("bad", "seed=3")), "Give one source of labels");
    String rollouts = "rollout-steps={run: '%s'}".formatted(folder.resolve("grpo"));
    refused(
        Run.of(with(run("bad", rollouts), "--set", "rewards=[]")),
        "rollout-steps.run is given, but no rewards");
    refused(
        Run.of(
            with(
                run("bad", rollouts),
                "--set",
                "rewards=[{type: sql, options: {expression: '1'}}]")),
        "types sql, mllib and dataset cannot judge continuations");
    refused(
        Run.of(
            with(run("bad", labels("steps.jsonl")), "--set", "policy={from: null, new-model: {}}")),
        "A process reward model starts from a trained model");
  }

  private static String labels(String file) {
    return "step-labels.path='%s'".formatted(folder.resolve(file));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static String[] run(String name, String source) {
    return new String[] {
      "run", yaml.toString(), "--set", "run='" + folder.resolve(name) + "'", "--set", source
    };
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void refused(Run run, String reason) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(reason).hasLineCount(1);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
