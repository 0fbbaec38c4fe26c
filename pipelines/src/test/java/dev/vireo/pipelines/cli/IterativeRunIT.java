package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.jobs.rewards.model.RewardModelScorer;
import dev.vireo.models.adapter.PeftAdapter;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: runs of one task, whose models are made once.
/** Iterative GRPO: a reward model that is trained further as the policy moves on. */
final class IterativeRunIT {

  private static final String REWARD_MODEL =
      """
      pipeline: reward-model
      policy: {from: '%1$s/rollouts'}
      rollout-pairs: {run: '%1$s/rollouts', reward: characters}
      reward-model:
        steps: 3
        batch-size: 4
        gradient-shards: 2
        micro-batch-examples: 2
        checkpoint-every: 0
        optimizer: {learning-rate: 0.001}
      evaluation: {held-out: 0.4, bins: 4, groups: 2}
      """;

  private static final String REWARDS =
      "rewards=[{type: sequence-classifier, name: model, options: {path: '%s'}}, {type: length,"
          + " name: characters, weight: 0, options: {target: 3, unit: characters, slope: 0.3}}]";

  private static final String ITERATIVE =
      "iterative={every: 1, labels: characters, replay: 0.5, training: {steps: 3, batch-size: 4,"
          + " gradient-shards: 2, micro-batch-examples: 2, checkpoint-every: 1, optimizer:"
          + " {learning-rate: 0.01}}, evaluation: {held-out: 0.4, bins: 4, groups: 2}}";

  private static final String ADAPTED = "score\\.weight|.*\\.q_proj\\.weight";

  /** The same folder as another file system, from which models are copied to be used. */
  private static final String MOUNT = "spark.hadoop.fs.viewfs.mounttable.elsewhere.link./runs";

  private static final String ELSEWHERE = "viewfs://elsewhere/runs/";

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    System.setProperty(MOUNT, folder.toUri().toString());
    yaml = TinyRun.write(folder);
    ended(Run.of("run", yaml.toString(), "--set", place("rollouts")));
    Path model = folder.resolve("reward-model.yaml");
    Files.writeString(model, REWARD_MODEL.formatted(folder));
    ended(Run.of("run", model.toString(), "--set", place("model")));
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
    System.clearProperty(MOUNT);
  }

  @Test
  void eachRoundsModelScoresWhatComesAfterIt() throws IOException {
    Run whole = run("whole", "iterations=3");
    ended(whole);
    assertThat(whole.err()).contains(" of iterations 2 to 2: right in ");
    RunDirectory run = RunDirectory.at(folder.resolve("whole"));

    // The second iteration's rewards are those of the model that the first one's rollouts trained.
    Rollout rollout = run.partition(Datasets.ROLLOUTS, 2).require().readAll().get(0);
    Rewards rewards = run.partition(Datasets.REWARDS, 2).require().readAll().get(0);
    CompletionReward reward = rewards.getCompletions().get(0);
    String prompt = rollout.getPrompt();
    String text = rollout.getCompletions().get(0).getText();
    assertThat(reward.getReward()).isEqualTo(reward.getValues().get("model"));
    String trained = folder.resolve("whole/reward-models/iteration=1").toString();
    assertThat(scored(trained, prompt, text)).isCloseTo(reward.getReward(), within(1e-5));
    assertThat(scored(folder.resolve("model").toString(), prompt, text))
        .isNotCloseTo(reward.getReward(), within(1e-5));

    // Half of what it learned from in the second round is of before.
    RunDirectory round = run.child("reward-models/iteration=2");
    List<PreferencePair> fresh = pairs(round);
    List<PreferencePair> training = pairs(round.child("training"));
    assertThat(fresh).isNotEmpty().allMatch(pair -> pair.getPairId().startsWith("2/"));
    assertThat(training).startsWith(fresh.toArray(PreferencePair[]::new));
    assertThat(training.subList(fresh.size(), training.size()))
        .isNotEmpty()
        .allMatch(pair -> pair.getPairId().matches("(first|round-000001)/[12]/.*"));

    Map<String, Double> second = metrics(run, 2);
    assertThat(metrics(run, 1)).doesNotContainKey("reward_model/accuracy");
    assertThat(second)
        .containsKeys(
            "reward_model/accuracy", "reward_model/accuracy_before", "reward_model/pairs");
    assertThat(metrics(run, 3)).containsKey("reward_model/accuracy");
    // The policy is its own reference after each round, so its first step is at no distance.
    assertThat(second.get("kl")).isZero();
    // Nothing comes after the last iteration.
    assertThat(run.exists("reward-models/iteration=3")).isFalse();
  }

  @Test
  void aRunThatIsCutOffGoesOnToTheSameBytes() throws IOException {
    ended(run("once", "iterations=3"));
    String model = REWARDS.formatted(ELSEWHERE + "model");
    ended(run("twice", "iterations=2", "--set", "run=" + ELSEWHERE + "twice", "--set", model));
    ended(run("twice", "iterations=3"));
    assertThat(made("twice")).isEqualTo(made("once"));

    RunDirectory twice = RunDirectory.at(folder.resolve("twice"));
    // Finished, it does nothing again, though early references are gone.
    Map<String, FileTime> before = RunFiles.times(folder.resolve("twice"));
    ended(run("twice", "iterations=3"));
    assertThat(RunFiles.times(folder.resolve("twice"))).isEqualTo(before);
    assertThat(twice.list("reward-models")).hasSize(2);

    // A fork takes the rounds over, and goes on.
    ended(fork("once", "forked", "iterations=3"));
    assertThat(Files.exists(folder.resolve("forked/reward-models/iteration=2/reward-model")))
        .isTrue();
    ended(run("forked", "iterations=4"));
  }

  @Test
  void anAdapterGoesOnFromRoundToRound() throws IOException {
    String[] adapter = {"--set", "iterative.adapter={rank: 2, alpha: 4, target-modules: [q_proj]}"};
    ended(run("adapted", "iterations=2", adapter));
    ended(run("adapted", "iterations=3", adapter));
    Path rounds = folder.resolve("adapted/reward-models");
    Path first = rounds.resolve("iteration=1/checkpoints");
    assertThat(first.resolve("step-000000/adapter_config.json")).exists();
    assertThat(Files.readString(first.resolve("step-000003/adapter_config.json")))
        .contains("modules_to_save", "score");
    assertThat(rounds.resolve("iteration=2/checkpoints/step-000003/adapter_config.json")).exists();
    assertThat(rounds.resolve("iteration=2/checkpoints/step-000000")).doesNotExist();

    // What scores is the given model but for what the adapter touches, as both rounds left it.
    ModelDirectory given = model(folder.resolve("model/reward-model"));
    ModelDirectory once = model(rounds.resolve("iteration=1/reward-model"));
    ModelDirectory twice = model(rounds.resolve("iteration=2/reward-model"));
    assertThat(changed(given, once)).isNotEmpty().allMatch(name -> name.matches(ADAPTED));
    assertThat(changed(once, twice)).isNotEmpty().allMatch(name -> name.matches(ADAPTED));
    PeftAdapter last =
        PeftAdapter.read(
            rounds.resolve("iteration=2/checkpoints/step-000003"), given.config(), given.head());
    assertThat(last.merged(given.parameters())).isEqualTo(twice.parameters());

    Map<String, String> resumed = made("adapted");
    ended(run("adapted-once", "iterations=3", adapter));
    assertThat(made("adapted-once")).isEqualTo(resumed);
    Run whole = run("adapted", "iterations=3");
    assertThat(whole.exitCode()).isEqualTo(2);
    assertThat(whole.err()).contains("other settings or inputs (iterative.adapter ");

    Run plan = plan("planned", adapter);
    assertThat(plan.out()).contains("reward model merged", "\"name\" : \"adapter\"");
    assertThat(plan("planned").out())
        .doesNotContain("reward model merged", "\"name\" : \"adapter\"");
  }

  /** Each round goes on from the adapter and the head; the model under them stays where it is. */
  @Test
  void aRewardModelThatIsAnAdapterStaysOne() throws IOException {
    String shape = "{rank: 2, alpha: 4, target-modules: [q_proj]}";
    ended(
        Run.of(
            "run",
            folder.resolve("reward-model.yaml").toString(),
            "--set",
            place("adapter-model"),
            "--set",
            "policy.adapter=" + shape,
            "--set",
            "save-as=adapter"));
    Path given = folder.resolve("adapter-model/reward-model");
    String[] adapter = {
      "--set",
      REWARDS.formatted(folder.resolve("adapter-model")),
      "--set",
      "iterative.adapter=" + shape
    };
    ended(run("stays", "iterations=2", adapter));
    ended(run("stays", "iterations=3", adapter));
    Path rounds = folder.resolve("stays/reward-models");
    assertThat(rounds.resolve("iteration=2/before/checkpoints")).doesNotExist();
    Path copy = rounds.resolve("iteration=1/before/checkpoints/step-000000");
    assertThat(copy.resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(given.resolve("adapter_model.safetensors"));
    for (String round : List.of("iteration=1", "iteration=2")) {
      Path trained = rounds.resolve(round + "/checkpoints/step-000003");
      assertThat(trained.resolve("adapter_config.json")).exists();
      assertThat(rounds.resolve(round + "/reward-model/config.json")).doesNotExist();
      assertThat(rounds.resolve(round + "/reward-model/adapter_model.safetensors"))
          .hasSameBinaryContentAs(trained.resolve("adapter_model.safetensors"));
    }
    assertThat(
            Files.readAllBytes(
                rounds.resolve("iteration=1/reward-model/adapter_model.safetensors")))
        .isNotEqualTo(Files.readAllBytes(given.resolve("adapter_model.safetensors")));
    RunDirectory run = RunDirectory.at(folder.resolve("stays"));
    Rollout rollout = run.partition(Datasets.ROLLOUTS, 3).require().readAll().get(0);
    Rewards rewards = run.partition(Datasets.REWARDS, 3).require().readAll().get(0);
    assertThat(
            scored(
                rounds.resolve("iteration=2").toString(),
                rollout.getPrompt(),
                rollout.getCompletions().get(0).getText()))
        .isCloseTo(rewards.getCompletions().get(0).getReward(), within(1e-5));
    assertThat(metrics(run, 3))
        .containsKeys("reward_model/accuracy", "reward_model/accuracy_before");

    ended(run("stays-once", "iterations=3", adapter));
    assertThat(made("stays-once")).isEqualTo(made("stays"));
    assertThat(plan("planned", adapter).out()).doesNotContain("reward model merged");
    refused(
        run("bad", "iterations=3", "--set", REWARDS.formatted(folder.resolve("adapter-model"))),
        "reward 'model' is an adapter, which each round goes on from, and iterative.adapter is absent: set it to the shape of the reward model, {rank: 2, alpha: 4.0, target-modules: [q_proj]}");
    ended(
        run(
            "watched",
            "iterations=2",
            "--set",
            "iterative.retrain=false",
            "--set",
            REWARDS.formatted(folder.resolve("adapter-model"))));
    assertThat(
            metrics(RunDirectory.at(folder.resolve("watched")), 2)
                .get("reward_model/accuracy_before"))
        .isEqualTo(metrics(run, 2).get("reward_model/accuracy_before"));
  }

  private static ModelDirectory model(Path directory) {
    return ModelDirectory.open(directory, Head.Kind.SCALAR);
  }

  private static List<String> changed(ModelDirectory from, ModelDirectory to) {
    ParameterSet before = from.parameters();
    ParameterSet after = to.parameters();
    return from.layout().parameters().stream()
        .filter(parameter -> !Arrays.equals(before.elements(parameter), after.elements(parameter)))
        .map(Parameter::name)
        .toList();
  }

  private static Run plan(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("plan", "--json", yaml.toString()));
    arguments.addAll(settings(name, "iterations=3"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void theReferenceOfWhatComesNextIsKept() {
    String[] rarely = {"--set", "iterative.every=2", "--set", "checkpoints.keep=1"};
    ended(run("cleaned", "iterations=3", rarely));
    Path checkpoints = folder.resolve("cleaned/checkpoints");
    assertThat(checkpoints.resolve("step-000001/config.json")).doesNotExist();
    ended(Run.of("clean", folder.resolve("cleaned").toString(), "--keep", "1"));
    assertThat(checkpoints.resolve("step-000002/config.json")).exists();
    ended(run("cleaned", "iterations=4", rarely));
    Run refused = run("cleaned", "iterations=4", "--set", "iterative.every=3");
    assertThat(refused.exitCode()).isEqualTo(2);
    refused(
        run("cleaned", "iterations=4", "--set", "iterative.every=2", "--redo", "pair-rollouts"),
        "redo from the first iteration with --redo collect-rollouts");
    assertThat(refused.err()).contains("iterative.every").doesNotContain("iteration -1");
  }

  @Test
  void withoutTrainingTheModelIsOnlyJudged() throws IOException {
    ended(run("judged", "iterations=2", "--set", "iterative.retrain=false"));
    RunDirectory run = RunDirectory.at(folder.resolve("judged"));
    assertThat(metrics(run, 2))
        .containsKey("reward_model/accuracy_before")
        .doesNotContainKey("reward_model/accuracy");
    assertThat(run.exists("reward-models/iteration=1/reward-model")).isFalse();
  }

  @Test
  void whatCannotBeIsOneLine() {
    refused(run("bad", "iterative.labels=exact"), "one of [characters]");
    refused(run("bad", "iterative.reward=other"), "no reward of type sequence-classifier");
    refused(run("bad", "iterative.replay=1"), "replay is 1.0");
    refused(
        run("bad", "iterations=2", "--set", REWARDS.formatted(ELSEWHERE + "none")),
        "there is no reward model in viewfs://elsewhere/runs/none");
    refused(run("bad", "iterative.training.loss.loss=labels"), "loss is labels, but");
    refused(run("bad", "iterative.evaluation.held-out=0"), "iterative.evaluation.held-out is 0");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  private static Run run(String name, String setting, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", yaml.toString()));
    arguments.addAll(settings(name, setting));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static Run fork(String from, String name, String setting) {
    List<String> arguments = new ArrayList<>(List.of("fork"));
    arguments.add(folder.resolve(from).toString());
    arguments.add(folder.resolve(name).toString());
    arguments.add(yaml.toString());
    arguments.addAll(settings(name, setting));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static List<String> settings(String name, String setting) {
    List<String> settings = new ArrayList<>();
    for (String each :
        List.of(
            place(name),
            REWARDS.formatted(folder.resolve("model")),
            "evaluation.accuracy=characters",
            "update.objective.beta=0.1",
            ITERATIVE,
            setting)) {
      settings.add("--set");
      settings.add(each);
    }
    return settings;
  }

  private static double scored(String model, String prompt, String text) {
    return RewardModelScorer.open(model).reward(prompt, text);
  }

  private static Map<String, Double> metrics(RunDirectory run, int iteration) {
    return run.partition(Datasets.METRICS, iteration).require().readAll().stream()
        .collect(Collectors.toMap(Metric::getName, Metric::getValue, (first, next) -> first));
  }

  /**
   * All files but evaluations (a run that ends earlier judges its last policy) and the checksums of
   * Hadoop's local file system.
   */
  private static Map<String, String> made(String name) throws IOException {
    Map<String, String> hashes = new TreeMap<>(RunFiles.hashes(folder.resolve(name)));
    hashes.keySet().removeIf(file -> file.startsWith("evaluations/") || file.endsWith(".crc"));
    return hashes;
  }

  private static List<PreferencePair> pairs(RunDirectory run) {
    return run.partition(Datasets.PREFERENCE_PAIRS).require().readAll();
  }

  private static String place(String name) {
    return "run='" + folder.resolve(name) + "'";
  }

  private static void refused(Run run, String reason) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(reason).hasLineCount(1);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
