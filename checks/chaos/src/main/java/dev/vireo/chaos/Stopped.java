package dev.vireo.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A person presses Ctrl-C, or a scheduler sends SIGTERM, as a driver begins one stage after the
 * other: one line, exit code 130 or 143, and the same command goes on.
 */
final class Stopped implements Fault {

  /** Beginnings of events; each stage's first of the run and some of its second iteration. */
  private static final List<String> MOMENTS =
      List.of(
          event("shard-prompts", 0),
          event("fine-tune-policy", 0),
          event("evaluate-policy", 0),
          event("collect-rollouts", 1),
          event("score-logprobs", 1),
          event("score-rewards", 1),
          event("adjust-rewards", 1),
          event("update-policy", 1),
          event("collect-rollouts", 2),
          event("update-policy", 2));

  @Override
  public String name() {
    return "stopped";
  }

  @Override
  public String what() {
    return "SIGINT or SIGTERM of the driver as a stage begins, resumed each time";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    Workshop.Undisturbed undisturbed = workshop.undisturbed();
    Path run = workshop.folder().resolve("run");
    Map<String, RunFiles.Mark> committed = Map.of();
    for (int i = 0; i < MOMENTS.size(); i++) {
      String signal = i % 2 == 0 ? "INT" : "TERM";
      Driver driver = workshop.start(run, Options.LOCAL.json());
      Unmet.unless(driver.says(MOMENTS.get(i)), "ended before %s", MOMENTS.get(i));
      driver.signal(signal);
      String line = driver.end().stopped(i % 2 == 0 ? 130 : 143);
      RunFiles.kept(committed, run);
      committed = RunFiles.committed(run);
      workshop.say("%s, %d files committed: %s", signal, committed.size(), line);
    }
    workshop.start(run, Options.LOCAL).end().done();
    RunFiles.kept(committed, run);
    RunFiles.same(undisturbed.bytes(), run);
    return "%d times one line and exit code 130 or 143; the same command ended in the same bytes"
        .formatted(MOMENTS.size());
  }

  private static String event(String stage, int iteration) {
    String named = "\"event\":\"stage-started\",\"stage\":\"" + stage + "\"";
    return iteration == 0 ? named : named + ",\"iteration\":" + iteration;
  }
}
