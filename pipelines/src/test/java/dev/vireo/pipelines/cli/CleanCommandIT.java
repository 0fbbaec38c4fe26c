package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.grpo.TinyRun;
import dev.vireo.pipelines.run.RunSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes, what stays, and that a run goes on afterwards. */
final class CleanCommandIT {

  private static final List<String> SETTINGS =
      List.of(
          "update.groups-per-step=4",
          "update.checkpoint-every=1",
          "sft.0.training.checkpoint-every=1");

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
  void whatARunNoLongerNeedsGoesAndTheRunGoesOn() throws Exception {
    Path run = folder.resolve("cleaned");
    ended(vireo("run", run, "iterations=3", "checkpoints.keep=0"));
    assertThat(models(run))
        .containsExactly(
            "base",
            "checkpoints/step-000001",
            "checkpoints/step-000002",
            "checkpoints/step-000003",
            "checkpoints/step-000004",
            "checkpoints/step-000005",
            "checkpoints/step-000006",
            "fine-tuned/clean/step-000001",
            "fine-tuned/clean/step-000002");
    plantLeftovers(run);
    List<String> before = files(run);

    Run dry = Run.of("clean", run.toString(), "--dry-run", "--rollouts-before", "3");
    ended(dry);
    assertThat(dry.out())
        .contains(
            "checkpoints/step-000001: superseded checkpoint",
            "fine-tuned/clean/step-000001: superseded checkpoint",
            "rollouts/iteration=1: left by a killed writer",
            "rewards/iteration=1: not in the manifest",
            "rollouts/iteration=2: rollouts before the iteration given",
            "would delete ")
        .doesNotContain("step-000004", "step-000006", "rollouts/iteration=3", "base");
    assertThat(files(run)).isEqualTo(before);

    long size = size(run);
    Run clean = Run.of("clean", run.toString(), "--keep", "1", "--rollouts-before", "3");
    ended(clean);
    assertThat(clean.out().lines().toList())
        .last()
        .asString()
        .startsWith("deleted " + (size - size(run)) + " bytes in ");
    assertThat(models(run))
        .containsExactly("base", "checkpoints/step-000006", "fine-tuned/clean/step-000002");
    assertThat(files(run))
        .contains(
            "rollouts/iteration=3/part-00000.parquet",
            "checkpoints/step-000001/training-state/steps.json")
        .contains("manifests/rollouts/iteration=2.json", "rewards/iteration=1/part-00000.parquet")
        .doesNotContain("rollouts/iteration=1/part-00000.parquet")
        .doesNotContain("rewards/iteration=1/part-00009.parquet")
        .noneMatch(file -> file.endsWith(".tmp"));
    assertThat(Run.of("clean", run.toString(), "--keep", "1").out())
        .isEqualTo("deleted 0 bytes in 0 files and folders\n");
    assertThat(Run.of("verify", run.toString()).out()).endsWith(" files read, 0 damaged\n");
    assertThat(Run.of("tables", run.toString()).out())
        .contains("TEMPORARY VIEW completions AS\n", run + "/rollouts`");
    // The rollouts of two iterations are gone, and so not registered.
    String[] catalog = {"--catalog", "local", "--warehouse", folder.resolve("lake").toString()};
    assertThat(tables(run, catalog).out().lines())
        .contains(
            "local.vireo.rollouts: 1 added, 0 replaced, 0 removed, 0 unchanged",
            "local.vireo.rewards: 3 added, 0 replaced, 0 removed, 0 unchanged",
            "local.vireo.demonstrations: 1 added, 0 replaced, 0 removed, 0 unchanged");
    assertThat(refused(tables(run, "--catalog", "lake"))).contains("There is no catalog lake");
    assertThat(refused(tables(run, "--as", "a"))).contains("need --catalog");
    assertThat(refused(tables(folder, catalog))).contains("is not a run directory");

    // Nothing to do again, and one iteration more.
    List<String> cleaned = files(run);
    ended(vireo("run", run, "iterations=3", "checkpoints.keep=0"));
    assertThat(files(run)).isEqualTo(cleaned);
    ended(vireo("run", run, "iterations=4", "checkpoints.keep=0"));
    assertThat(models(run)).contains("checkpoints/step-000008");
  }

  @Test
  void stageByStageNoMoreIsKeptThanInOneRun() throws IOException {
    Path run = folder.resolve("staged");
    String[] settings = {"iterations=2", "checkpoints.keep=1", "evaluation.prompts=1"};
    ended(vireo("run", run, settings));
    assertThat(models(run))
        .containsExactly("base", "checkpoints/step-000004", "fine-tuned/clean/step-000002");

    for (String stage :
        List.of("collect-rollouts", "score-rewards", "adjust-rewards", "update-policy")) {
      ended(vireo("stage", stage, run, settings));
    }
    // The last, and beside it the best of those that were judged.
    String[] bestAndLast = {
      "base", "checkpoints/step-000004", "checkpoints/step-000006", "fine-tuned/clean/step-000002"
    };
    assertThat(models(run)).containsExactly(bestAndLast);
    ended(Run.of("clean", run.toString(), "--keep", "1"));
    assertThat(models(run)).containsExactly(bestAndLast);
  }

  @Test
  void nothingGoesWhereItMustNot() throws IOException {
    Path run = folder.resolve("busy");
    String[] settings = {"iterations=0", "sft=[]", "evaluation.prompts=1"};
    ended(vireo("run", run, settings));

    assertThat(refused(Run.of("clean", run.toString(), "--rollouts-before", "2")))
        .contains("Iteration 1 is not finished", "at most 1");
    assertThat(refused(Run.of("clean", folder.toString()))).contains("no run.json");
    assertThat(refused(Run.of("clean", yaml.toString()))).contains("no run, which has no default");

    try (RunSession session =
        RunSession.open(TinyRun.config(yaml, run, withSettings(settings)), Progress.NONE)) {
      assertThat(session.context().run().list("")).anyMatch(name -> name.startsWith(".driver."));
      assertThat(refused(Run.of("clean", run.toString())))
          .contains("A driver is working on", "busy", ".driver.");
    }
    ended(Run.of("clean", yaml.toString(), "--set", "run=" + run));
  }

  /** As processes that are gone leave them. */
  private static void plantLeftovers(Path run) throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String host = java.net.InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9]", "_");
    String end = "." + host + "-" + gone.pid() + "-1.tmp";
    Files.writeString(run.resolve("rollouts/iteration=1/.part-00000.parquet" + end), "torn");
    Path staging = Files.createDirectory(run.resolve("checkpoints/.step-000007" + end));
    Files.writeString(staging.resolve("model.safetensors"), "torn");
    Files.copy(
        run.resolve("rewards/iteration=1/part-00001.parquet"),
        run.resolve("rewards/iteration=1/part-00009.parquet"));
  }

  private static Run tables(Path run, String... options) {
    List<String> arguments = new ArrayList<>(List.of("tables", run.toString()));
    arguments.addAll(List.of(options));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static Run vireo(String command, Path run, String... settings) {
    return vireo(List.of(command, yaml.toString()), run, settings);
  }

  private static Run vireo(String command, String stage, Path run, String... settings) {
    return vireo(List.of(command, stage, yaml.toString(), "--iteration", "3"), run, settings);
  }

  private static Run vireo(List<String> command, Path run, String... settings) {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--set", "run=" + run));
    for (String setting : withSettings(settings)) {
      arguments.addAll(List.of("--set", setting));
    }
    return Run.of(arguments.toArray(String[]::new));
  }

  private static String[] withSettings(String... settings) {
    boolean tuned = !List.of(settings).contains("sft=[]");
    List<String> all = new ArrayList<>(tuned ? SETTINGS : SETTINGS.subList(0, 2));
    all.addAll(List.of(settings));
    return all.toArray(String[]::new);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String refused(Run run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    return run.err();
  }

  /** Folders that hold a model. */
  private static List<String> models(Path run) throws IOException {
    return files(run).stream()
        .filter(file -> file.endsWith("/model.safetensors"))
        .map(file -> file.substring(0, file.lastIndexOf('/')))
        .toList();
  }

  private static List<String> files(Path run) throws IOException {
    try (Stream<Path> all = Files.walk(run)) {
      return all.filter(Files::isRegularFile)
          .map(file -> run.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static long size(Path run) throws IOException {
    try (Stream<Path> all = Files.walk(run)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
