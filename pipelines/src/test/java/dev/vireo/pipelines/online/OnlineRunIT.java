package dev.vireo.pipelines.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.EchoEnvironment;
import dev.vireo.pipelines.grpo.KilledRun;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.SeenStages;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny online run: the same bits, killed or not, and what it leaves. */
// Over 300 lines: the cases share one tiny run, its file and how it is read.
final class OnlineRunIT {

  /** Everything that may matter to the bits is in use, and every stage has a place to stop at. */
  private static final String[] SETTINGS = {
    "iterations=3",
    "pairs={pairing: every, reward: characters}",
    "reference={every: 1, weight: 0.25}",
    "preference.steps=2",
    "preference.batch-size=8",
    "preference.gradient-shards=2",
    "preference.micro-batch-examples=2",
    "preference.checkpoint-every=1",
    "preference.loss.loss={sigmoid: 1, tdpo2: 0.5}",
    "preference.optimizer.learning-rate=0.01",
    "checkpoints.keep=0",
  };

  private static final List<String> STAGES =
      List.of("pair-rollouts 1", "score-preferences 2", "update-policy 3");

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    List<String> grpo = Files.readAllLines(TinyRun.write(folder));
    int update = grpo.indexOf("update:");
    List<String> lines = new ArrayList<>(grpo.subList(0, update));
    lines.addAll(grpo.subList(grpo.indexOf("evaluation:"), grpo.size()));
    lines.remove("algorithm: grpovi");
    lines.set(lines.indexOf("pipeline: grpo"), "pipeline: online-preference");
    yaml = Files.write(folder.resolve("online.yaml"), lines);
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
            "pairs/iteration=3/preference_pairs/part-00001.parquet",
            "pairs/iteration=3/preference_logprobs/part-00001.parquet",
            "references/step-000002/model.safetensors",
            "references/step-000004/model.safetensors",
            "checkpoints/step-000006/model.safetensors")
        // Nothing is held against it.
        .doesNotContainKey("references/step-000006/model.safetensors");
    assertTheReferenceFollowsThePolicy();
    assertPairsAreOfTheIterationsOwnRollouts();

    System.setProperty("spark.master", "local[2]");
    stageByStage(config("stages", SETTINGS));
    Map<String, String> staged = RunFiles.hashes(folder.resolve("stages"));
    staged.keySet().removeIf(file -> file.startsWith("references/step-000006/"));
    assertThat(staged).isEqualTo(expected);

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

  private static void assertTheReferenceFollowsThePolicy() {
    ParameterSet first = parameters("fine-tuned/clean/step-000002");
    ParameterSet policy = parameters("checkpoints/step-000002");
    ParameterSet reference = parameters("references/step-000002");
    int moved = 0;
    for (int parameter = 0; parameter < policy.count(); parameter++) {
      for (int i = 0; i < policy.at(parameter).length; i++) {
        double mixed = 0.25 * policy.at(parameter)[i] + 0.75 * first.at(parameter)[i];
        assertThat((double) reference.at(parameter)[i]).isCloseTo(mixed, within(1e-6));
        moved += policy.at(parameter)[i] == first.at(parameter)[i] ? 0 : 1;
      }
    }
    assertThat(moved).isPositive();
    // In the first iteration the policy is its own reference.
    assertThat(metrics(1).get("rewards/margins")).isCloseTo(0, within(0.5));
    assertThat(logprobs(2)).isNotEqualTo(logprobs(3));
  }

  private static void assertPairsAreOfTheIterationsOwnRollouts() {
    List<PreferencePair> pairs =
        run("one")
            .child("pairs/iteration=2")
            .partition(Datasets.PREFERENCE_PAIRS)
            .require()
            .readAll();
    assertThat(pairs).isNotEmpty().allMatch(pair -> pair.getPairId().startsWith("2/"));
    assertThat(pairs).allMatch(pair -> pair.getMargin() > 0);
    assertThat(metrics(2)).containsEntry("pairs", (double) pairs.size());
    assertThat(metrics(2))
        .containsKeys("pairs/dropped/equal_rewards", "loss", "rewards/exact/mean");
  }

  private static List<Double> logprobs(int iteration) {
    return run("one")
        .child("pairs/iteration=" + iteration)
        .partition(Datasets.PREFERENCE_LOGPROBS)
        .require()
        .readAll()
        .stream()
        .map(PreferenceLogprobs::getChosenLogprob)
        .toList();
  }

  private static ParameterSet parameters(String checkpoint) {
    return ModelDirectory.open(folder.resolve("one").resolve(checkpoint)).parameters();
  }

  /** As a scheduler does it, on what each has left. */
  private static void stageByStage(ResolvedConfig<OnlinePreferenceConfig> config) {
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
  void anAdapterLearnsFromStepsHeldAgainstWhatItWasBefore() throws IOException {
    TinyRun.run(
        config(
            "adapter",
            "iterations=3",
            "policy.adapter={rank: 2, alpha: 4}",
            "reference.every=2",
            "rewards=[{type: steps, name: s, options: {separator: '1', judge: length, judge-options:"
                + " {target: 3, unit: characters, slope: 0.3}}}, {type: exact-match, name: exact,"
                + " weight: 0}]",
            "pairs.pairing=step",
            "preference.optimizer.learning-rate=0.01",
            "checkpoints.keep=1"),
        Progress.NONE,
        "local[2]");
    assertThat(RunFiles.hashes(folder.resolve("adapter")))
        .containsKeys(
            "checkpoints/step-000003/adapter_model.safetensors",
            // What the fourth iteration would be held against.
            "checkpoints/step-000002/adapter_model.safetensors")
        .doesNotContainKey("checkpoints/step-000001/adapter_model.safetensors");
    assertThat(
            run("adapter")
                .child("pairs/iteration=1")
                .partition(Datasets.PREFERENCE_PAIRS)
                .require()
                .readAll())
        .isNotEmpty()
        .allMatch(pair -> pair.getPairId().matches("1/.*/\\d-\\d/\\d"));
  }

  /** With a mixture of the reference alone, so that its log-probabilities are known. */
  @Test
  void nashMdComparesWithTheMixture() throws Exception {
    String[] settings = {
      "algorithm=nash-md",
      "nash-md={mixture-weight: 1, probability: difference}",
      "rollouts.group-size=2",
      "iterations=2",
      "pairs.reward=characters",
      "preference={loss: {beta: 0.5}, optimizer: {learning-rate: 0.1}}",
      "preference.gradient-shards=2",
    };
    TinyRun.run(config("nash", settings), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("nash"));
    assertThat(expected).containsKey("logprobs/iteration=2/part-00001.parquet");
    assertThat(expected.keySet()).noneMatch(file -> file.startsWith("pairs/"));
    List<Rollout> rollouts = run("nash").partition(Datasets.ROLLOUTS, 2).require().readAll();
    List<Logprobs> scored = run("nash").partition(Datasets.LOGPROBS, 2).require().readAll();
    double own = 0;
    for (int group = 0; group < rollouts.size(); group++) {
      for (int sample = 0; sample < 2; sample++) {
        double[] sampled =
            TokenLists.doubles(rollouts.get(group).getCompletions().get(sample).getLogprobs());
        double[] reference =
            TokenLists.doubles(
                scored.get(group).getCompletions().get(sample).getReferenceLogprobs());
        if (sample == 1) {
          assertThat(sampled).containsExactly(reference, within(1e-4));
        } else {
          own = Math.max(own, Math.abs(sampled[0] - reference[0]));
        }
      }
    }
    assertThat(own).as("the policy is no longer the reference").isGreaterThan(1e-3);

    KilledRun.in("collect-rollouts 2", yaml, folder.resolve("nash-killed"), "local[2]", settings);
    TinyRun.run(config("nash-killed", settings), Progress.NONE, "local[2]");
    assertThat(RunFiles.hashes(folder.resolve("nash-killed"))).isEqualTo(expected);
  }

  @Test
  void xpoMovesAwayFromTheReference() throws IOException {
    String[] settings = {
      "algorithm=xpo",
      "rollouts.group-size=2",
      "iterations=1",
      "preference={batch-size: 8, optimizer: {learning-rate: 0.01}}",
    };
    String[] bold = Arrays.copyOf(settings, settings.length + 1);
    bold[settings.length] = "xpo.alpha=10";
    TinyRun.run(config("xpo", settings), Progress.NONE, "local[2]");
    TinyRun.run(config("bold", bold), Progress.NONE, "local[2]");
    List<PreferencePair> pairs =
        run("xpo")
            .child("pairs/iteration=1")
            .partition(Datasets.PREFERENCE_PAIRS)
            .require()
            .readAll();
    assertThat(pairs)
        .isNotEmpty()
        .allMatch(pair -> pair.getChosenSampleIndex() + pair.getRejectedSampleIndex() == 1);
    assertThat(first("bold", "loss/xpo")).isLessThan(first("xpo", "loss/xpo") - 1);
    assertThat(first("bold", "loss/dpo")).isEqualTo(first("xpo", "loss/dpo"));
    assertThat(RunFiles.hashes(folder.resolve("bold")))
        .doesNotContainEntry(
            "checkpoints/step-000001/model.safetensors",
            RunFiles.hashes(folder.resolve("xpo"))
                .get("checkpoints/step-000001/model.safetensors"));
  }

  /** Both sides of a comparison are conversations, whoever writes their turns. */
  @Test
  void opponentsTakeTurnsInAnEnvironment() throws Exception {
    String[] talks = {
      "environment={type: echo, max-turns: 3, options: {enough: 3}}",
      "rollouts={group-size: 2, max-new-tokens: 20, chunk-groups: 4, stop: "
          + EchoEnvironment.STOP
          + "}",
      "rewards=[{type: environment, name: said}, {type: exact-match, name: exact, weight: 0}]",
      "iterations=2",
      "pairs.reward=said",
      "preference.optimizer.learning-rate=0.1",
    };
    String[] mixed = with(talks, "algorithm=nash-md", "nash-md={mixture-weight: 1}");
    TinyRun.run(config("mixed-talks", mixed), Progress.NONE, "local[1]");
    List<Rollout> rollouts = run("mixed-talks").partition(Datasets.ROLLOUTS, 2).require().readAll();
    List<Logprobs> scored = run("mixed-talks").partition(Datasets.LOGPROBS, 2).require().readAll();
    int later = 0;
    double own = 0;
    for (int group = 0; group < rollouts.size(); group++) {
      List<Completion> both = rollouts.get(group).getCompletions();
      assertThat(both).extracting(Completion::getSampleIndex).containsExactly(0, 1);
      for (int sample = 0; sample < 2; sample++) {
        double[] sampled = TokenLists.doubles(both.get(sample).getLogprobs());
        double[] reference =
            TokenLists.doubles(
                scored.get(group).getCompletions().get(sample).getReferenceLogprobs());
        assertThat(sampled).hasSize(PolicyTokens.count(both.get(sample)));
        if (sample == 1) {
          // The mixture is the reference here, in all of its turns.
          assertThat(sampled).containsExactly(reference, within(1e-4));
          later += both.get(1).getTurns().getMessages().size() > 2 ? 1 : 0;
        } else {
          own =
              Math.max(own, Math.abs(sampled[sampled.length - 1] - reference[sampled.length - 1]));
        }
      }
    }
    assertThat(later).isPositive();
    assertThat(own).as("the policy is no longer the reference").isGreaterThan(1e-3);
    assertThat(metrics("mixed-talks", 2)).containsKey("turns/mean").containsKey("loss");

    String[] explored = with(talks, "algorithm=xpo", "preference.loss.loss=tdpo1");
    TinyRun.run(config("xpo-talks", explored), Progress.NONE, "local[1]");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("xpo-talks"));
    List<PreferencePair> pairs =
        run("xpo-talks")
            .child("pairs/iteration=2")
            .partition(Datasets.PREFERENCE_PAIRS)
            .require()
            .readAll();
    assertThat(pairs)
        .isNotEmpty()
        .anyMatch(pair -> pair.getChosenMask().contains(false))
        .allMatch(pair -> pair.getChosenSampleIndex() + pair.getRejectedSampleIndex() == 1);
    KilledRun.in("collect-rollouts 2", yaml, folder.resolve("xpo-killed"), "local[2]", explored);
    TinyRun.run(config("xpo-killed", explored), Progress.NONE, "local[2]");
    assertThat(RunFiles.hashes(folder.resolve("xpo-killed"))).isEqualTo(expected);
    assertThatThrownBy(
            () ->
                TinyRun.run(
                    config("xpo-killed", with(explored, "environment.options.enough=2")),
                    Progress.NONE,
                    "local[2]"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("environment");
  }

  private static String[] with(String[] settings, String... more) {
    return Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private static double first(String run, String metric) {
    return run(run).partition(Datasets.METRICS, 1).require().readAll().stream()
        .filter(each -> each.getName().equals(metric))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static RunDirectory run(String name) {
    return RunDirectory.at(folder.resolve(name));
  }

  private static Map<String, Double> metrics(int iteration) {
    return metrics("one", iteration);
  }

  private static Map<String, Double> metrics(String run, int iteration) {
    return run(run).partition(Datasets.METRICS, iteration).require().readAll().stream()
        .collect(Collectors.toMap(Metric::getName, Metric::getValue, (first, second) -> first));
  }

  private static ResolvedConfig<OnlinePreferenceConfig> config(String run, String... overrides) {
    List<String> settings = new ArrayList<>(List.of("run='" + folder.resolve(run) + "'"));
    settings.addAll(List.of(overrides));
    return new ConfigReader().read(OnlinePreferenceConfig.class, yaml, settings);
  }
}
