package dev.vireo.pipelines.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.advantage.tokens.Gae;
import dev.vireo.algorithms.advantage.tokens.TokenEstimates;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.EchoEnvironment;
import dev.vireo.pipelines.grpo.KilledRun;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.SeenStages;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run with a critic: the same bits, killed or not, and what it leaves. */
// Over 300 lines: the cases share one tiny run and its file.
final class PpoRunIT {

  /** Everything that may matter to the bits is in use, and every stage has a place to stop at. */
  private static final String[] SETTINGS = {
    "iterations=3",
    "critic.warm-up=1",
    "critic.update.groups-per-step=4",
    "critic.update.checkpoint-every=1",
    "critic.update.gradient-shards=2",
    "critic.update.micro-batch-completions=8",
    "critic.update.optimizer.learning-rate=0.01",
    "score.position=after-last",
    "score.missing-eos-penalty=0.5",
    "whitening.rewards=true",
    "kl={beta: 0.1, estimator: k3, target: 0.001, horizon: 100}",
    "update.groups-per-step=4",
    "update.checkpoint-every=1",
    "checkpoints.keep=0",
  };

  private static final List<String> STAGES =
      List.of("score-values 1", "update-critic 2", "update-policy 3");

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    String grpo = Files.readString(TinyRun.write(folder));
    yaml = folder.resolve("ppo.yaml");
    Files.writeString(
        yaml, grpo.replace("pipeline: grpo", "pipeline: ppo").replace("algorithm: grpovi\n", ""));
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void oneCoreSingleStagesOnTwoAndKilledRunsEndInTheSameBits() throws Exception {
    TinyRun.run(config("one", SETTINGS), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("one"));
    assertThat(expected)
        .containsKeys(
            "values/iteration=3/part-00001.parquet",
            "advantages/iteration=3/part-00001.parquet",
            "critic/step-000000/model.safetensors",
            "critic/step-000005/training-state/optimizer.safetensors",
            "critic/step-000006/model.safetensors",
            "checkpoints/step-000004/model.safetensors")
        // The policy is two iterations old, the critic three.
        .doesNotContainKey("checkpoints/step-000005/model.safetensors");
    assertWarmUpLeavesThePolicy();
    assertTheWeightOfTheKlAdapts();
    assertReturnsAreOfTheStates();

    System.setProperty("spark.master", "local[2]");
    stageByStage(config("stages", SETTINGS));
    assertThat(RunFiles.hashes(folder.resolve("stages"))).isEqualTo(expected);

    Path killed = folder.resolve("killed");
    for (int i = 0; i < STAGES.size(); i++) {
      KilledRun.in(STAGES.get(i), yaml, killed, "local[" + (1 + i % 2) + "]", SETTINGS);
    }
    assertThat(RunFiles.hashes(killed)).isNotEqualTo(expected);
    SeenStages last = new SeenStages();
    TinyRun.run(config("killed", SETTINGS), last, "local[2]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);
    assertThat(last.done()).containsExactly("update-policy 3", "evaluate-policy 3");
  }

  @Test
  void policyCriticAndReferenceAreAdaptersOfOneModel() throws IOException {
    String[] settings = {
      "iterations=3",
      "policy.adapter={rank: 2, alpha: 4, target-modules: [q_proj, v_proj]}",
      "critic.adapter={rank: 3, alpha: 3, target-modules: [down_proj]}",
      "critic.update.optimizer.learning-rate=0.01",
      "update.optimizer.learning-rate=0.01",
      "kl.beta=0.1"
    };
    TinyRun.run(config("hydra-one", settings), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("hydra-one"));
    assertThat(expected)
        .containsKeys(
            "critic/step-000000/adapter_model.safetensors",
            "critic/step-000003/adapter_model.safetensors",
            "checkpoints/step-000003/adapter_model.safetensors")
        .doesNotContainKey("critic/step-000003/model.safetensors");
    assertThat(expected.get("critic/step-000003/adapter_model.safetensors"))
        .isNotEqualTo(expected.get("critic/step-000000/adapter_model.safetensors"));

    System.setProperty("spark.master", "local[2]");
    stageByStage(config("hydra-stages", settings));
    assertThat(RunFiles.hashes(folder.resolve("hydra-stages"))).isEqualTo(expected);
  }

  private static void assertWarmUpLeavesThePolicy() {
    List<Rollout> second =
        run("one").partition(Datasets.ROLLOUTS, 2).require().readAll("prompt_id", "policy_step");
    assertThat(second).allMatch(group -> group.getPolicyStep() == 0);
    assertThat(metrics(1)).containsKey("critic/loss").doesNotContainKey("clip_ratio/low_mean");
    assertThat(metrics(2)).containsKeys("critic/loss", "loss", "critic/explained_variance");
  }

  /** At first the policy is its own reference; then it is farther off than the target. */
  private static void assertTheWeightOfTheKlAdapts() {
    assertThat(metrics(1).get("objective/kl")).isCloseTo(0, within(1e-9));
    assertThat(metrics(1)).containsEntry("objective/kl_coefficient", 0.1);
    // 32 completions, a fifth below the target, horizon 100.
    double second = 0.1 * (1 - 0.2 * 32 / 100);
    assertThat(metrics(2).get("objective/kl_coefficient")).isCloseTo(second, within(1e-12));
    assertThat(metrics(3).get("objective/kl_coefficient")).isNotCloseTo(0.1, within(1e-6));
  }

  private static void assertReturnsAreOfTheStates() {
    List<Rollout> rollouts = run("one").partition(Datasets.ROLLOUTS, 1).require().readAll();
    List<Advantages> advantages = run("one").partition(Datasets.ADVANTAGES, 1).require().readAll();
    int beyond = 0;
    double sum = 0;
    long tokens = 0;
    for (int group = 0; group < rollouts.size(); group++) {
      for (int sample = 0; sample < 4; sample++) {
        int length = rollouts.get(group).getCompletions().get(sample).getTokenIds().size();
        CompletionAdvantage made = advantages.get(group).getCompletions().get(sample);
        assertThat(made.getTokenAdvantages()).hasSize(length);
        assertThat(made.getTokenReturns()).hasSize(length < 5 ? length + 1 : length);
        beyond += length < 5 ? 1 : 0;
        tokens += length;
        sum += made.getTokenAdvantages().stream().mapToDouble(Double::doubleValue).sum();
      }
    }
    assertThat(beyond).as("completions with a state after the last token").isPositive();
    assertThat(sum / tokens).as("whitened").isCloseTo(0, within(1e-9));
  }

  /** As a scheduler does it, on what each has left. */
  private static void stageByStage(ResolvedConfig<PpoConfig> config) {
    try (RunSession session = RunSession.open(config, Progress.NONE)) {
      List<Stage> stages = session.pipeline().stages().stream().filter(Stage::isOwn).toList();
      for (Stage stage : stages) {
        if (!stage.ofIterations()) {
          session.run(stage.name(), OptionalInt.empty());
        }
      }
      session.run("evaluate-policy", OptionalInt.of(0));
      for (int iteration = 1; iteration <= 3; iteration++) {
        for (Stage stage : stages) {
          boolean due = !stage.name().equals("evaluate-policy") || iteration == 3;
          if (stage.ofIterations() && due) {
            session.run(stage.name(), OptionalInt.of(iteration));
          }
        }
      }
    }
  }

  @Test
  void anAdapterIsTrainedBesideAWholeCritic() throws IOException {
    TinyRun.run(
        config("adapter", "iterations=1", "policy.adapter={rank: 2, alpha: 4}", "kl.beta=0"),
        Progress.NONE,
        "local[2]");
    assertThat(RunFiles.hashes(folder.resolve("adapter")))
        .containsKeys(
            "checkpoints/step-000001/adapter_model.safetensors",
            "critic/step-000001/model.safetensors")
        // Nobody asks for the reference policy.
        .doesNotContainKey("logprobs/iteration=1/part-00000.parquet");
  }

  /** The critic values what the policy before has sampled. */
  @Test
  void rolloutsMayBeMadeBesideTheUpdate() throws IOException {
    TinyRun.run(config("lagged", "iterations=3", "rollouts.lag=1"), Progress.NONE, "local[2]");
    for (int iteration = 1; iteration <= 3; iteration++) {
      assertThat(run("lagged").partition(Datasets.ROLLOUTS, iteration).require().readAll())
          .extracting(Rollout::getPolicyStep)
          .containsOnly(Math.max(0, iteration - 2));
    }
    assertThat(RunFiles.hashes(folder.resolve("lagged")))
        .containsKeys(
            "values/iteration=3/part-00001.parquet", "checkpoints/step-000003/config.json");
  }

  /**
   * In an environment values, penalties, advantages and returns are those of the policy's tokens,
   * and estimates are carried over what stands between.
   */
  @Test
  void conversationsAreValuedAtThePolicysTokens() throws Exception {
    String[] settings = {
      "iterations=2",
      "environment={type: echo, max-turns: 3, options: {enough: 3}}",
      "rollouts.stop=" + EchoEnvironment.STOP,
      "rollouts.max-new-tokens=20",
      "rewards=[{type: environment, name: said}, {type: exact-match, name: exact, weight: 0}]",
      "score.position=after-last",
      "kl={beta: 0.1, estimator: k1}",
      "gae={gamma: 0.9, lambda: 0.8}",
      "whitening.advantages=false",
      "critic.update.optimizer.learning-rate=0.01",
    };
    TinyRun.run(config("talks", settings), Progress.NONE, "local[1]");
    RunDirectory talks = run("talks");
    List<Rollout> rollouts = talks.partition(Datasets.ROLLOUTS, 2).require().readAll();
    List<Logprobs> references = talks.partition(Datasets.LOGPROBS, 2).require().readAll();
    List<Values> values = talks.partition(Datasets.VALUES, 2).require().readAll();
    List<Advantages> advantages = talks.partition(Datasets.ADVANTAGES, 2).require().readAll();
    int later = 0;
    double states = 0;
    for (int group = 0; group < rollouts.size(); group++) {
      for (int sample = 0; sample < 4; sample++) {
        Completion completion = rollouts.get(group).getCompletions().get(sample);
        List<Float> valued = values.get(group).getCompletions().get(sample).getValues();
        CompletionAdvantage made = advantages.get(group).getCompletions().get(sample);
        Double said = completion.getTurns().getEnvironmentReward();
        TokenEstimates expected =
            overAllTokens(
                completion,
                references.get(group).getCompletions().get(sample).getReferenceLogprobs(),
                valued,
                said == null ? 0 : said);
        int[] places = PolicyTokens.places(completion);
        assertThat(made.getTokenAdvantages()).hasSize(places.length);
        for (int t = 0; t < places.length; t++) {
          assertThat(made.getTokenAdvantages().get(t))
              .isCloseTo(expected.advantages()[places[t]], within(1e-5));
          assertThat(made.getTokenReturns().get(t))
              .isCloseTo(expected.returns()[places[t]], within(1e-5));
        }
        later += places.length < completion.getTokenIds().size() ? 1 : 0;
        states += valued.size();
      }
    }
    assertThat(later).as("conversations of several turns").isPositive();
    Map<String, Double> metrics =
        talks.partition(Datasets.METRICS, 2).require().readAll().stream()
            .collect(Collectors.toMap(Metric::getName, Metric::getValue, (first, next) -> first));
    assertThat(metrics).containsEntry("critic/trained_states", states).containsKey("turns/mean");

    KilledRun.in("score-values 2", yaml, folder.resolve("talks-killed"), "local[2]", settings);
    TinyRun.run(config("talks-killed", settings), Progress.NONE, "local[2]");
    assertThat(RunFiles.hashes(folder.resolve("talks-killed")))
        .isEqualTo(RunFiles.hashes(folder.resolve("talks")));
  }

  /** The estimator over the whole conversation, with a mask and nothing known of other tokens. */
  private static TokenEstimates overAllTokens(
      Completion completion, List<Float> reference, List<Float> values, double score) {
    int[] places = PolicyTokens.places(completion);
    int tokens = completion.getTokenIds().size();
    int states = values.size() > places.length ? tokens + 1 : tokens;
    double[] rewards = new double[states];
    double[] all = new double[states];
    boolean[] written = new boolean[states];
    Arrays.fill(rewards, Double.NaN);
    Arrays.fill(all, Double.NaN);
    for (int t = 0; t < places.length; t++) {
      written[places[t]] = true;
      rewards[places[t]] = -0.1 * (completion.getLogprobs().get(t) - reference.get(t));
      all[places[t]] = values.get(t);
    }
    if (states > tokens) {
      written[tokens] = true;
      rewards[tokens] = score;
      all[tokens] = values.get(places.length);
    } else {
      rewards[places[places.length - 1]] += score;
    }
    assertThat(values).hasSize(tokens < 20 ? places.length + 1 : places.length);
    return new Gae(0.9, 0.8).estimate(rewards, all, written);
  }

  private static RunDirectory run(String name) {
    return RunDirectory.at(folder.resolve(name));
  }

  private static Map<String, Double> metrics(int iteration) {
    return run("one").partition(Datasets.METRICS, iteration).require().readAll().stream()
        .collect(Collectors.toMap(Metric::getName, Metric::getValue, (first, second) -> second));
  }

  private static ResolvedConfig<PpoConfig> config(String run, String... overrides) {
    List<String> settings = new ArrayList<>(List.of("run='" + folder.resolve(run) + "'"));
    settings.addAll(List.of(overrides));
    return new ConfigReader().read(PpoConfig.class, yaml, settings);
  }
}
