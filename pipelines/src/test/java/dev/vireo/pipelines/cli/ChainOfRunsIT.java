package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that starts from the policy of another one. */
final class ChainOfRunsIT {

  @TempDir static Path folder;
  private static Path sft;
  private static Path grpo;

  /** The small run in two files: its fine-tuning, and what comes after. */
  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    List<String> tuned = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(TinyRun.write(folder))) {
      section = line.matches("[a-z].*") ? line.replaceAll(":.*", "") : section;
      if (List.of("seed", "policy", "sft").contains(section)) {
        tuned.add(line);
      }
      if (!List.of("policy", "sft").contains(section)) {
        rest.add(line);
      }
    }
    tuned.add(0, "pipeline: sft\nrun: '%s/tuned'".formatted(folder));
    rest.add("run: '%1$s/improved'\npolicy: {from: '%1$s/tuned'}".formatted(folder));
    sft = Files.write(folder.resolve("sft.yaml"), tuned);
    grpo = Files.write(folder.resolve("grpo.yaml"), rest);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void eachStartsFromWhatTheOneBeforeHasLeft() throws IOException {
    assertThat(refused(Run.of("run", grpo.toString())))
        .contains("policy.from: ", "tuned is not a run yet");
    assertThat(refused(Run.of("run", sft.toString(), grpo.toString(), "--redo", "shard-prompts")))
        .contains("--redo applies to one run");
    // All are checked before the first begins.
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(
        wrong, "pipeline: grpo\nrun: x\nprompts: {path: p}\npolicy: {new-model: {}}\n");
    assertThat(refused(Run.of("run", sft.toString(), wrong.toString())))
        .startsWith("vireo: " + wrong + ": ")
        .contains("no rewards");
    assertThat(folder.resolve("tuned")).doesNotExist();

    ended(Run.of("run", sft.toString(), grpo.toString()));
    Path last = folder.resolve("improved/checkpoints/step-000002/model.safetensors");
    assertThat(last).exists();
    assertThat(folder.resolve("tuned/result.json")).content().contains("fine-tuned/clean/step-0");
    assertThat(folder.resolve("improved/run.json")).content().contains("/tuned\"");
    assertThat(folder.resolve("improved/base")).doesNotExist();

    Map<String, FileTime> tuned = RunFiles.times(folder.resolve("tuned"));
    Map<String, FileTime> improved = RunFiles.times(folder.resolve("improved"));
    ended(Run.of("run", sft.toString(), grpo.toString()));
    assertThat(RunFiles.times(folder.resolve("tuned"))).isEqualTo(tuned);
    assertThat(RunFiles.times(folder.resolve("improved"))).isEqualTo(improved);

    otherPolicyIsRefused();
    theBestOneCanBeTaken();
  }

  /** The policy's content counts, not its place. */
  private static void otherPolicyIsRefused() {
    String[] other = {"--set", "run=" + folder.resolve("other"), "--set", "seed=18"};
    ended(Run.of(with(List.of("run", sft.toString()), other)));
    assertThat(
            refused(
                Run.of("run", grpo.toString(), "--set", "policy.from=" + folder.resolve("other"))))
        .contains("improved was made with other settings");
  }

  private static void theBestOneCanBeTaken() {
    String improved = folder.resolve("improved").toString();
    Run plan =
        Run.of(
            "plan",
            grpo.toString(),
            "--set",
            "policy.from=" + improved,
            "--set",
            "policy.checkpoint=best");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(refused(Run.of("plan", grpo.toString(), "--set", "policy.model=" + improved)))
        .contains("model and from are both given");
  }

  private static String[] with(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String refused(Run run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    return run.err().lines().collect(Collectors.joining("\n"));
  }
}
