package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose rewards are adjusted by what they were worth in earlier iterations. */
final class CalibratedRunIT {

  private static final String REWARDS =
      "rewards=[{type: length, name: characters, options: {target: 3, unit: characters, slope:"
          + " 0.3}}, {type: length, name: wanted, weight: 0, options: {target: 3, unit: characters,"
          + " slope: 0.9}}, {type: exact-match, name: never, weight: 0}]";

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
  void anIterationGoesByWhatWasWantedBeforeIt() throws IOException {
    Run whole =
        run("whole", rule("wanted", 0.1), "iterations=4", "--set", "rollouts.group-size=16");
    ended(whole);
    assertThat(whole.err()).contains("rewards calibrated by wanted on ", " of iterations 1 to 2");
    RunDirectory run = RunDirectory.at(folder.resolve("whole"));

    // Every second iteration; nothing comes after the last one.
    assertThat(run.list("calibrations")).containsExactly("iteration=2");
    JsonNode curve =
        new ObjectMapper()
            .readTree(folder.resolve("whole/calibrations/iteration=2/curve.json").toFile());
    assertThat(curve.get("first-iteration").intValue()).isEqualTo(1);
    assertThat(curve.get("completions").intValue()).isEqualTo(2 * 8 * 16);
    assertThat(curve.get("points").size()).isGreaterThan(1);

    // Before the first curve rewards stay as they are.
    assertThat(farthest(run, 1)).isZero();
    assertThat(farthest(run, 2)).isZero();
    assertThat(farthest(run, 3)).isGreaterThan(0.01);
    assertThat(metrics(run, 2)).containsEntry("calibration/identity", 1.0);
    assertThat(metrics(run, 3))
        .containsEntry("calibration/identity", 0.0)
        .containsEntry("calibration/completions", 256.0)
        .containsKey("calibration/points");
    for (Advantages group : run.partition(Datasets.ADVANTAGES, 3).require().readAll()) {
      double sum = 0;
      for (var completion : group.getCompletions()) {
        sum += completion.getAdjustedReward() / group.getCompletions().size();
      }
      assertThat(sum).isEqualTo(group.getRewardMean(), within(1e-12));
    }
  }

  @Test
  void aRunThatIsCutOffGoesOnToTheSameBytes() throws IOException {
    ended(run("once", rule("wanted", 0.1), "iterations=3"));
    ended(run("twice", rule("wanted", 0.1), "iterations=2"));
    ended(run("twice", rule("wanted", 0.1), "iterations=3"));
    assertThat(made("twice")).isEqualTo(made("once"));
    Map<String, FileTime> before = RunFiles.times(folder.resolve("twice"));
    ended(run("twice", rule("wanted", 0.1), "iterations=3"));
    assertThat(RunFiles.times(folder.resolve("twice"))).isEqualTo(before);
    ended(Run.of("clean", folder.resolve("twice").toString(), "--rollouts-before", "3"));
    ended(run("twice", rule("wanted", 0.1), "iterations=5"));

    // A fork takes the curve over, and what went by it.
    List<String> fork = new ArrayList<>(List.of("fork"));
    fork.add(folder.resolve("once").toString());
    fork.add(folder.resolve("forked").toString());
    fork.add(yaml.toString());
    fork.addAll(settings("forked", rule("wanted", 0.1), "iterations=3"));
    ended(Run.of(fork.toArray(String[]::new)));
    assertThat(folder.resolve("forked/calibrations/iteration=2/curve.json")).exists();
    assertThat(folder.resolve("forked/advantages/iteration=3")).exists();

    // Done again, it becomes the same.
    Map<String, String> first = made("once");
    ended(run("once", rule("wanted", 0.1), "iterations=3", "--redo", "calibrate-rewards", "--yes"));
    assertThat(made("once")).isEqualTo(first);
    Run refused = run("once", rule("never", 0.1), "iterations=3");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("adjustment.rule").contains("--redo ");
  }

  @Test
  void aTargetThatIsTheRewardChangesNothing() throws IOException {
    ended(run("same", rule("characters", 0.1), "iterations=3"));
    RunDirectory run = RunDirectory.at(folder.resolve("same"));
    assertThat(metrics(run, 3)).containsEntry("calibration/identity", 0.0);
    assertThat(farthest(run, 3)).isLessThan(1e-12);
  }

  @Test
  void aTargetThatSaysNothingChangesNothing() throws IOException {
    Run run = run("never", rule("never", 0.0), "iterations=3");
    ended(run);
    assertThat(run.err())
        .contains(
            "rewards stay as they are after iteration 2, as they cannot be calibrated by never: the"
                + " target is the same at all rewards");
    RunDirectory directory = RunDirectory.at(folder.resolve("never"));
    assertThat(farthest(directory, 3)).isZero();
    assertThat(metrics(directory, 3)).containsEntry("calibration/identity", 1.0);
  }

  @Test
  void stagesAreDoneOneByOne() {
    ended(run("single", rule("wanted", 0.1), "iterations=2"));
    ended(stage("single", "collect-rollouts", 3));
    ended(stage("single", "score-rewards", 3));
    Run early = stage("single", "adjust-rewards", 3);
    assertThat(early.exitCode()).isEqualTo(2);
    assertThat(early.err()).contains("run calibrate-rewards of iteration 2 first");
    Run between = stage("single", "calibrate-rewards", 3);
    assertThat(between.err()).contains("is done for every 2 iterations, next for 4");
    ended(stage("single", "calibrate-rewards", 2));
    ended(stage("single", "adjust-rewards", 3));
    Run listed = Run.of(arguments("stages", "single", rule("wanted", 0.1)));
    assertThat(listed.out())
        .contains("calibrate-rewards", "the output of calibrate-rewards of the iteration before");
    assertThat(Run.of(arguments("stages", "single", "adjustment.strength=1")).out())
        .doesNotContain("calibrate-rewards");
  }

  @Test
  void whatCannotBeIsOneLine() {
    refused("adjustment.rule={type: calibrated, target: other}", "no reward has this name");
    refused("adjustment.rule={type: calibrated, target: wanted, blend: 2}", "blend is 2.0");
    refused("adjustment.rule={type: calibrated, target: wanted, every: 0}", "every is 0");
    refused("adjustment.rule={type: calibrated}", "target is missing");
    refused("adjustment.rule={type: calibrates}", "unknown rule 'calibrates'");
    refused("adjustment.rule={type: decay, target: wanted}", "has no key 'target'");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  private static void refused(String setting, String message) {
    Run run = run("bad", setting, "iterations=3");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
  }

  private static String rule(String target, double blend) {
    return "adjustment.rule={type: calibrated, target: %s, every: 2, window: 3, blend: %s}"
        .formatted(target, blend);
  }

  private static Run run(String name, String rule, String setting, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", yaml.toString()));
    arguments.addAll(settings(name, rule, setting));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static Run stage(String name, String stage, int iteration) {
    List<String> arguments = new ArrayList<>(List.of("stage", stage, yaml.toString()));
    arguments.addAll(List.of("--iteration", Integer.toString(iteration)));
    arguments.addAll(settings(name, rule("wanted", 0.1), "iterations=3"));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static String[] arguments(String command, String name, String rule) {
    List<String> arguments = new ArrayList<>(List.of(command, yaml.toString()));
    arguments.addAll(settings(name, rule, "iterations=3"));
    return arguments.toArray(String[]::new);
  }

  private static List<String> settings(String name, String rule, String setting) {
    List<String> settings = new ArrayList<>();
    for (String each :
        List.of(
            "run='" + folder.resolve(name) + "'",
            REWARDS,
            "evaluation.accuracy=never",
            rule,
            setting)) {
      settings.add("--set");
      settings.add(each);
    }
    return settings;
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** How far an adjusted reward is from the reward at most. */
  private static double farthest(RunDirectory run, int iteration) {
    Map<String, List<CompletionReward>> rewards = new HashMap<>();
    for (Rewards group : run.partition(Datasets.REWARDS, iteration).require().readAll()) {
      rewards.put(group.getPromptId(), group.getCompletions());
    }
    double farthest = 0;
    for (Advantages group : run.partition(Datasets.ADVANTAGES, iteration).require().readAll()) {
      for (int i = 0; i < group.getCompletions().size(); i++) {
        farthest =
            Math.max(
                farthest,
                Math.abs(
                    group.getCompletions().get(i).getAdjustedReward()
                        - rewards.get(group.getPromptId()).get(i).getReward()));
      }
    }
    return farthest;
  }

  private static Map<String, Double> metrics(RunDirectory run, int iteration) {
    Map<String, Double> metrics = new TreeMap<>();
    for (Metric metric : run.partition(Datasets.METRICS, iteration).require().readAll()) {
      metrics.put(metric.getName(), metric.getValue());
    }
    return metrics;
  }

  /** All files but evaluations: a run that ends earlier judges its last policy. */
  private static Map<String, String> made(String name) throws IOException {
    Map<String, String> hashes = new TreeMap<>(RunFiles.hashes(folder.resolve(name)));
    hashes.keySet().removeIf(file -> file.startsWith("evaluations/"));
    return hashes;
  }
}
