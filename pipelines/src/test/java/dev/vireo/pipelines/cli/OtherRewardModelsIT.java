package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.ppo.PpoConfig;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.TextScore;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: models of one small task, which are trained once.
/** Reward models of labels and ratings, and models that read both completions of a pair. */
final class OtherRewardModelsIT {

  private static final String YAML =
      """
      pipeline: reward-model
      policy: {from: '%1$s/grpo'}
      reward-model:
        steps: 120
        batch-size: 32
        gradient-shards: 1
        micro-batch-examples: 32
        checkpoint-every: 0
        optimizer: {learning-rate: 0.02, beta2: 0.99}
      evaluation: {held-out: 0.3, bins: 4, groups: 2, mllib: false}
      checkpoints: {keep: 0}
      """;

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Path grpo = TinyRun.write(folder);
    ended(
        Run.of(
            "run",
            grpo.toString(),
            "--set",
            "run='" + folder.resolve("grpo") + "'",
            "--set",
            "iterations=1"));
    yaml = Files.writeString(folder.resolve("reward-model.yaml"), YAML.formatted(folder));
    List<String> rated = new ArrayList<>();
    List<String> games = new ArrayList<>();
    for (int prompt = 0; prompt < 60; prompt++) {
      for (int digit = 1; digit <= 3; digit++) {
        // Longer is worse, the digit decides the rest.
        String completion = digit + "0".repeat(prompt % 3);
        rated.add(
            "{\"prompt\": \"%d+1=\", \"completion\": \"%s\", \"label\": %s, \"rating\": %s}"
                .formatted(prompt, completion, digit > 1, digit - 0.5 * (prompt % 3)));
        // Each digit beats the one before it: 1 beats 3.
        games.add(
            "{\"prompt\": \"%d+1=\", \"chosen\": \"%d\", \"rejected\": \"%d\"}"
                .formatted(prompt, digit, digit == 1 ? 3 : digit - 1));
      }
    }
    Files.write(folder.resolve("rated.jsonl"), rated);
    Files.write(folder.resolve("games.jsonl"), games);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void labelsTrainAModelThatTellsThemApartAndScores() throws IOException {
    Run run = Run.of(run("labels", "unpaired", "rated", "labels"));
    ended(run);
    assertThat(run.out()).contains("accuracy/always_the_same", "auc/length_only");
    JsonNode report = report("labels");
    assertThat(report.path("completions").asInt()).isPositive();
    assertThat(report.at("/accuracy/mean").asDouble())
        .isGreaterThan(0.95)
        .isGreaterThan(report.at("/always-the-same/mean").asDouble() + 0.2);
    assertThat(report.path("auc").asDouble()).isGreaterThan(0.95);
    assertThat(report.at("/calibration/curve/0/from").asDouble()).isZero();
    // Read, not judged again.
    ended(Run.of(run("labels", "unpaired", "rated", "labels")));
    assertThat(score("labels", "5+1=", "3")).isPositive();
    assertThat(score("labels", "5+1=", "1")).isNegative();
  }

  @Test
  void ratingsTrainAModelThatPredictsThem() throws IOException {
    ended(Run.of(run("ratings", "unpaired", "rated", "regression")));
    JsonNode report = report("ratings");
    assertThat(report.at("/squared-error/mean").asDouble())
        .isLessThan(report.at("/length-only/mean").asDouble() / 2)
        .isLessThan(report.at("/constant/mean").asDouble() / 2);
    assertThat(report.path("pearson").asDouble()).isGreaterThan(0.9);
    assertThat(report.path("spearman").asDouble()).isGreaterThan(0.9);
    assertThat(score("ratings", "5+1=", "3")).isGreaterThan(score("ratings", "5+1=", "1") + 1);
  }

  @Test
  void onlyAModelThatReadsBothLearnsRockPaperScissors() throws IOException {
    ended(Run.of(run("alone", "preferences", "games", "bradley-terry")));
    ended(Run.of(run("both", "preferences", "games", "preference-model")));
    // A score ranks the three, and a ranking is right about two of three pairs at most.
    assertThat(report("alone").at("/accuracy/mean").asDouble()).isLessThan(0.67);
    JsonNode both = report("both");
    assertThat(both.at("/both-orders/accuracy/mean").asDouble()).isGreaterThan(0.9);
    assertThat(both.at("/order-consistency/mean").asDouble()).isGreaterThan(0.9);
    assertThat(both.path("first-order").asDouble()).isGreaterThan(0.9);
    assertThat(both.path("second-order").asDouble()).isGreaterThan(0.9);

    JsonNode recipe = json(folder.resolve("both/reward-model/reward_recipe.json"));
    assertThat(recipe.path("separator-token-id").isInt()).isTrue();
    assertThat(recipe.path("reward-mean").isNull()).isTrue();
    String critic = "critic.from='" + folder.resolve("both") + "'";
    PpoConfig config = new ConfigReader().read(PpoConfig.class, List.of(critic)).settings();
    assertThatThrownBy(config::checkCritic)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a preference model, which reads two completions");
    double[] two = shares("1", "2");
    comparesTextsOfNoRun(two);
    assertThat(two[0]).isLessThan(0.2);
    assertThat(two[1]).isCloseTo(1 - two[0], within(1e-12));
    // Each of the three wins once and loses once; of equal ones each ties once and loses once.
    assertThat(shares("1", "2", "3")).containsExactly(new double[] {0.5, 0.5, 0.5}, within(0.15));
    double[] equal = shares("1", "1", "2");
    assertThat(equal[0]).isEqualTo(equal[1]).isCloseTo(0.25 + two[0] / 2, within(1e-6));

    String reward = "rewards=[{type: %s, options: {path: '%s'%s}}]";
    // What bytes of an unskilled policy decode to is three bytes each.
    refused(
        Run.of(rewarded("long", reward.formatted("preference-model", at("both"), ""))),
        "tokens, more than 32; lower rollouts.max-new-tokens, or set option 'too-long' to none");
    ended(
        Run.of(
            rewarded(
                "shares", reward.formatted("preference-model", at("both"), ", too-long: none"))));
    ended(
        Run.of(
            rewarded(
                "strengths",
                reward.formatted(
                    "preference-model", at("both"), ", score: bradley-terry, too-long: none"))));
    refused(
        Run.of(rewarded("bad", reward.formatted("sequence-classifier", at("both"), ""))),
        "use a reward of type preference-model");
    refused(
        Run.of(rewarded("bad", reward.formatted("preference-model", at("alone"), ""))),
        "use a reward of type sequence-classifier");
    refused(
        Run.of(
            rewarded("bad", reward.formatted("preference-model", at("both"), ", too-long: cut"))),
        "option 'too-long' is cut");
    refused(
        Run.of(
            rewarded("bad", reward.formatted("preference-model", at("both"), ", max-tokens: 64"))),
        "the model was trained on at most 32 tokens");
  }

  private static void comparesTextsOfNoRun(double[] two) throws IOException {
    String[] text = {"score", at("both").toString(), "--prompt", "5+1=", "--text", "1"};
    refused(Run.of(text), "compares two completions: give the other one with --against");
    Run compared = Run.of(with(text, "--against", "2"));
    ended(compared);
    assertThat(Double.parseDouble(compared.out())).isCloseTo(two[0], within(1e-6));
    refused(Run.of(with(text, "--against", "2", "--prefixes")), "leave out --prefixes");
    refused(Run.of(with(text, "--aggregate", "min")), "leave out --aggregate");
    refused(
        Run.of("score", at("alone").toString(), "--text", "1", "--against", "2"),
        "scores one completion at a time: leave out --against");

    Files.write(
        at("two.jsonl"),
        List.of(
            "{\"prompt\": \"5+1=\", \"completion\": \"1\", \"than\": \"2\"}",
            "{\"prompt\": \"5+1=\", \"completion\": \"2\", \"than\": \"1\"}",
            "{\"prompt\": \"5+1=\", \"completion\": \"3\", \"than\": \"3\"}"));
    String[] job = {
      "score", "--model", at("both").toString(), at("two.jsonl").toString(), at("scored").toString()
    };
    refused(Run.of(job), "name the column of the other one with --against-column");
    ended(Run.of(with(job, "--against-column", "than")));
    List<TextScore> rows =
        RunDirectory.at(at("scored")).partition(Datasets.SCORES).require().readAll();
    assertThat(rows).extracting(TextScore::getCompletion).containsExactly("1", "2", "3");
    assertThat(rows).extracting(TextScore::getOther).containsExactly("2", "1", "3");
    assertThat(rows).extracting(TextScore::getSteps).containsOnlyNulls();
    assertThat(rows.get(0).getReward()).isCloseTo(two[0], within(1e-6));
    assertThat(rows.get(1).getReward()).isCloseTo(two[1], within(1e-6));
    assertThat(rows.get(2).getReward()).isEqualTo(0.5);
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private static double[] shares(String... completions) {
    RewardSettings reward =
        RewardSettings.of("preference-model", Map.of("path", at("both").toString()));
    return RewardScorer.create(List.of(reward))
        .score(
            Stream.of(completions)
                .map(
                    text -> new RewardInput("p", "5+1=", Optional.empty(), Map.of(), text, 2, true))
                .toList())
        .stream()
        .mapToDouble(ScoredCompletion::reward)
        .toArray();
  }

  @Test
  void aLossAndItsDataBelongTogether() {
    refused(
        Run.of(run("bad", "preferences", "games", "labels")),
        "reward-model.loss.loss labels is for single completions: give unpaired.path");
    refused(
        Run.of(run("bad", "unpaired", "rated", "preference-model")),
        "reward-model.loss.loss preference-model is for pairs: give preferences.path or"
            + " rollout-pairs.run");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  @Test
  void nothingIsTrainedThatNothingCouldJudge() {
    for (String[] run :
        List.of(
            run("unjudged", "unpaired", "rated", "labels"),
            run("unjudged-pairs", "preferences", "games", "bradley-terry"))) {
      String[] all = Arrays.copyOf(run, run.length + 2);
      all[run.length] = "--set";
      all[run.length + 1] = "evaluation.held-out=0.0001";
      Run refused = Run.of(all);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err())
          .endsWith("nothing to evaluate with: raise evaluation.held-out" + System.lineSeparator());
    }
    assertThat(folder.resolve("unjudged/checkpoints/step-000000")).exists();
    assertThat(folder.resolve("unjudged/checkpoints/step-000120")).doesNotExist();
  }

  private static String[] rewarded(String name, String rewards) {
    return new String[] {
      "run",
      folder.resolve("tiny.yaml").toString(),
      "--set",
      "run='" + folder.resolve(name) + "'",
      "--set",
      "iterations=1",
      "--set",
      "evaluation.accuracy=null",
      "--set",
      rewards
    };
  }

  private static Path at(String name) {
    return folder.resolve(name);
  }

  private static double score(String run, String prompt, String text) {
    Run score = Run.of("score", folder.resolve(run).toString(), "--prompt", prompt, "--text", text);
    ended(score);
    return Double.parseDouble(score.out().strip());
  }

  private static JsonNode report(String run) throws IOException {
    return json(folder.resolve(run).resolve("reward-evaluation/report.json")).path("report");
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static String[] run(String name, String section, String file, String loss) {
    return new String[] {
      "run",
      yaml.toString(),
      "--set",
      "run='" + folder.resolve(name) + "'",
      "--set",
      "%s.path='%s'".formatted(section, folder.resolve(file + ".jsonl")),
      "--set",
      "reward-model.loss.loss=" + loss
    };
  }

  private static void refused(Run run, String reason) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines().reduce((first, last) -> last)).get().asString().contains(reason);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
