package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reward models of another run's rollouts and of files, and what is done with them. */
final class RewardModelRunIT {

  private static final String YAML =
      """
      pipeline: reward-model
      policy: {from: '%1$s/grpo'}
      reward-model:
        steps: 3
        batch-size: 4
        gradient-shards: 2
        micro-batch-examples: 2
        checkpoint-every: 0
        optimizer: {learning-rate: 0.001}
      evaluation: {held-out: 0.4, bins: 4, groups: 2, mllib: false}
      checkpoints: {keep: 0}
      """;

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Path grpo = TinyRun.write(folder);
    ended(Run.of("run", grpo.toString(), "--set", "run='" + folder.resolve("grpo") + "'"));
    yaml = Files.writeString(folder.resolve("reward-model.yaml"), YAML.formatted(folder));
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pairs.add(
          "{\"prompt\": \"%d+1=\", \"chosen\": \"%d\", \"rejected\": \"%d\", \"better\": %d}"
              .formatted(i, i + 1, i + 2, i % 3));
    }
    pairs.add(
        "{\"prompt\": \"1+1=\", \"chosen\": \"%s\", \"rejected\": \"3\", \"better\": 1}"
            .formatted("2".repeat(60)));
    pairs.add("{\"prompt\": \"1+1=\", \"chosen\": \"2\", \"rejected\": \"2\", \"better\": 1}");
    pairs.add("{\"prompt\": \"1+1=\", \"chosen\": \"2\", \"rejected\": \" \", \"better\": 1}");
    Files.write(folder.resolve("pairs.jsonl"), pairs);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void rolloutsTrainAModelThatResumesToTheSameBytesAndRewardsARun() throws IOException {
    String rollouts =
        "rollout-pairs={run: '%s', reward: characters}".formatted(folder.resolve("grpo"));
    Run first = Run.of(run("whole", rollouts));
    ended(first);
    assertThat(first.out()).contains("accuracy/length_only", "whole/reward-model");
    Path whole = folder.resolve("whole");
    Map<String, FileTime> before = RunFiles.times(whole);
    ended(Run.of(run("whole", rollouts)));
    assertThat(RunFiles.times(whole)).isEqualTo(before);

    // What a process leaves that is killed after its second step.
    String[] often = with(run("killed", rollouts), "--set", "reward-model.checkpoint-every=1");
    ended(Run.of(often));
    Path killed = folder.resolve("killed");
    byte[] second = Files.readAllBytes(killed.resolve("checkpoints/step-000002/model.safetensors"));
    RunDirectory directory = RunDirectory.at(killed);
    for (String gone : List.of("checkpoints/step-000003", "reward-evaluation", "reward-model")) {
      directory.delete(gone);
    }
    ended(Run.of(often));
    for (String file :
        List.of(
            "checkpoints/step-000003/model.safetensors",
            "checkpoints/step-000003/training-state/optimizer.safetensors",
            "checkpoints/step-000003/reward_recipe.json",
            "reward-evaluation/report.json",
            "reward-model/model.safetensors",
            "reward-model/reward_recipe.json")) {
      assertThat(killed.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(second)
        .isNotEqualTo(
            Files.readAllBytes(killed.resolve("checkpoints/step-000003/model.safetensors")));

    JsonNode report = json(whole.resolve("reward-evaluation/report.json"));
    assertThat(report.path("held-out").asBoolean()).isTrue();
    assertThat(report.at("/report/accuracy/clusters").asInt()).isPositive();
    JsonNode recipe = json(whole.resolve("reward-model/reward_recipe.json"));
    assertThat(recipe.path("append-eos").asBoolean()).isTrue();
    assertThat(recipe.path("max-tokens").asInt()).isEqualTo(32);
    assertThat(recipe.path("reward-standard-deviation").asDouble()).isPositive();
    JsonNode config = json(whole.resolve("reward-model/config.json"));
    assertThat(config.at("/architectures/0").asText()).isEqualTo("LlamaForSequenceClassification");
    assertThat(config.path("pad_token_id").asInt()).isEqualTo(recipe.path("pad-token-id").asInt());

    Run score = Run.of("score", whole.toString(), "--prompt", "12+34=", "--text", "46");
    ended(score);
    Run prefixes =
        Run.of("score", whole.toString(), "--prompt", "12+34=", "--text", "46", "--prefixes");
    ended(prefixes);
    List<String> lines = prefixes.out().lines().toList();
    assertThat(lines).hasSize(2);
    // The end of sequence is the padding here, so the last beginning is the text itself.
    assertThat(Double.parseDouble(lines.get(1).strip().split("\\s+")[0]))
        .isCloseTo(Double.parseDouble(score.out().strip()), within(2e-6));

    String reward = "rewards=[{type: sequence-classifier, options: {path: '%s'%s}}]";
    String[] rewarded = {
      "run",
      folder.resolve("tiny.yaml").toString(),
      "--set",
      "run='" + folder.resolve("rewarded") + "'",
      "--set",
      "iterations=1",
      "--set",
      "evaluation.accuracy=null",
      "--set",
      reward.formatted(whole, "")
    };
    ended(Run.of(rewarded));
    rewarded[rewarded.length - 1] = reward.formatted(whole, ", chat: {wrap: true}");
    refused(Run.of(rewarded), "the model was trained on plain texts");
    rewarded[rewarded.length - 1] = reward.formatted(whole, ", max-tokens: 64");
    refused(Run.of(rewarded), "the model was trained on at most 32 tokens");
  }

  @Test
  void filesTrainAnAdapterWithItsHead() throws IOException {
    String path = "preferences={path: '%s', margin-column: better}";
    String[] run =
        with(
            run("adapter", path.formatted(folder.resolve("pairs.jsonl"))),
            "--set",
            "policy.adapter={rank: 2, alpha: 4}",
            "--set",
            "reward-model.loss={loss: bradley-terry, margin: true, centering: 0.01}");
    Run trained = Run.of(run);
    ended(trained);
    // One pair is longer than the context.
    assertThat(trained.err()).contains("1 of more than 32 tokens", "2 of which nothing can be");
    Path made = folder.resolve("adapter");
    JsonNode adapter = json(made.resolve("checkpoints/step-000003/adapter_config.json"));
    assertThat(adapter.at("/modules_to_save/0").asText()).isEqualTo("score");
    assertThat(adapter.path("task_type").asText()).isEqualTo("SEQ_CLS");
    assertThat(made.resolve("reward-model/model.safetensors")).exists();
    Run merged = Run.of("score", made.toString(), "--text", "1+1=2");
    ended(merged);
    // Only what is saved is another form of it.
    String[] alone = with(run, "--set", "save-as=adapter");
    Run refused = Run.of(alone);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("save-as");
    Path form = folder.resolve("adapter-alone");
    alone[3] = "run='" + form + "'";
    ended(Run.of(alone));
    assertThat(form.resolve("reward-model/model.safetensors")).doesNotExist();
    Run beside = Run.of("score", form.toString(), "--text", "1+1=2");
    ended(beside);
    assertThat(Double.parseDouble(beside.out().strip()))
        .isCloseTo(Double.parseDouble(merged.out().strip()), within(1e-5));
    ended(
        Run.of(
            with(
                run("tokens", path.formatted(folder.resolve("pairs.jsonl"))),
                "--set",
                "reward-model.loss={loss: token-wise}",
                "--set",
                "evaluation.mllib=true")));
    JsonNode mllib =
        json(folder.resolve("tokens/reward-evaluation/report.json")).at("/report/mllib");
    assertThat(mllib.path("values").asInt()).isPositive();
    assertThat(mllib.path("mean").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void whatCannotBeIsOneLine() {
    String pairs = "preferences={path: '%s'}".formatted(folder.resolve("pairs.jsonl"));
    refused(
        Run.of(with(run("bad", pairs), "--set", "reward-model.loss={loss: labels}")),
        "reward-model.loss.loss labels is for single completions");
    refused(
        Run.of(
            with(
                run("bad", pairs),
                "--set",
                "reward-model.loss={loss: bradley-terry, margin: true}")),
        "preferences.margin-column");
    refused(
        Run.of(with(run("refused", pairs), "--set", "preferences.unusable=error")),
        "line 22 has the same completion in the columns 'chosen' and 'rejected'; remove the row");
    refused(Run.of(run("bad", "seed=3")), "Give one source of preferences");
    refused(
        Run.of(with(run("bad", pairs), "--set", "policy={from: null, new-model: {}}")),
        "A reward model starts from a trained model");
    assertThat(folder.resolve("bad")).doesNotExist();
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
