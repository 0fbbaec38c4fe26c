package dev.vireo.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An executor is killed while it is at a task of a stage, in every stage that has tasks. */
final class ExecutorKilled implements Fault {

  /** By its name: Spark is on the drivers' class path, not on this program's. */
  private static final String PLUGIN = "dev.vireo.chaos.HeldTasks";

  /** What must have been killed: stages by the names of their jobs. */
  private static final List<String> STAGES =
      List.of(
          "reading",
          "shard-prompts",
          "shard-demonstrations",
          "fine-tune-policy",
          "evaluate-policy",
          "collect-rollouts",
          "score-logprobs",
          "score-rewards",
          "adjust-rewards",
          "update-policy");

  @Override
  public String name() {
    return "executor_killed";
  }

  @Override
  public String what() {
    return "SIGKILL of an executor at a task of every stage";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    Map<String, String> expected = workshop.undisturbed().bytes();
    Path held = Files.createDirectory(workshop.folder().resolve("held"));
    Options options =
        Cluster.options(workshop, workshop.folder())
            .property("spark.plugins", PLUGIN)
            .property(HeldTasks.FOLDER, held.toString())
            // What the driver would do by itself goes to executors too.
            .property("spark.vireo.driverBytes", "0")
            .json();
    Path run = workshop.folder().resolve("run");
    Map<String, Long> killed = new TreeMap<>();
    Driver driver = workshop.start(run, options);
    while (driver.isAlive()) {
      for (Map.Entry<String, Long> one : held(held).entrySet()) {
        if (!killed.containsKey(one.getKey())) {
          driver.child(one.getValue()).orElseThrow().destroyForcibly();
          killed.put(one.getKey(), one.getValue());
          workshop.say("killed an executor in %s", one.getKey());
        }
      }
      Thread.sleep(20);
    }
    driver.end().done();
    RunFiles.same(expected, run);
    TreeSet<String> missing = new TreeSet<>(STAGES);
    missing.removeIf(stage -> killed.keySet().stream().anyMatch(at -> at.startsWith(stage)));
    Unmet.unless(missing.isEmpty(), "no executor was killed in %s", missing);
    return "%d executors killed in %d stages, the run continued by itself to the same bytes"
        .formatted(killed.size(), STAGES.size());
  }

  private static Map<String, Long> held(Path folder) throws IOException {
    Map<String, Long> held = new TreeMap<>();
    try (Stream<Path> stages = Files.list(folder)) {
      for (Path stage : stages.toList()) {
        Path process = stage.resolve("process");
        if (Files.exists(process)) {
          held.put(stage.getFileName().toString(), Long.parseLong(Files.readString(process)));
        }
      }
    }
    return held;
  }
}
