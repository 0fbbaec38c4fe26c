package dev.vireo.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The driver is killed at seeded random moments, and the same command given again. A resumed run is
 * killed again, until it gets to its end; then the next run begins.
 *
 * <p>Moments are processor time since the driver came to a stage that was not done, up to what an
 * undisturbed run takes from its first stage on; every sixth lies between the driver's start and
 * its first stage.
 */
final class DriverKilled implements Fault {

  private static final int KILLS = 30;

  @Override
  public String name() {
    return "driver_killed";
  }

  @Override
  public String what() {
    return "SIGKILL of the driver at " + KILLS + " random moments, resumed each time";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    Workshop.Undisturbed undisturbed = workshop.undisturbed();
    SplittableRandom random = new SplittableRandom(workshop.seed());
    Map<String, Integer> stages = new TreeMap<>();
    Map<String, RunFiles.Mark> committed = Map.of();
    int runs = 0;
    long kept = 0;
    long halfWritten = 0;
    Path run = workshop.folder().resolve("run-0");
    for (int kill = 0; kill < KILLS; ) {
      Driver driver = workshop.start(run, Options.LOCAL.json());
      boolean killed = driver.reaches(moment(undisturbed, driver, random, kill % 6 == 5));
      if (killed) {
        driver.kill();
        kill++;
        stages.merge(driver.stage(), 1, Integer::sum);
      } else {
        driver.end().done();
      }
      RunFiles.kept(committed, run);
      committed = RunFiles.committed(run);
      if (killed) {
        kept += committed.size();
        halfWritten += RunFiles.halfWritten(run);
        workshop.say(
            "kill %d of %d, %s, %d files committed", kill, KILLS, driver.stage(), committed.size());
      }
      if (!killed || kill == KILLS) {
        if (killed) {
          workshop.start(run, Options.LOCAL).end().done();
          RunFiles.kept(committed, run);
        }
        RunFiles.same(undisturbed.bytes(), run);
        RunFiles.delete(run);
        run = workshop.folder().resolve("run-" + ++runs);
        committed = Map.of();
      }
    }
    return ("%d kills in %d runs (%s), all resumed; %d committed files were left unchanged, %d"
            + " half-written ones were cleaned up; %d runs with the same bytes")
        .formatted(KILLS, runs, told(stages), kept, halfWritten, runs);
  }

  private static String told(Map<String, Integer> stages) {
    return stages.entrySet().stream()
        .map(stage -> stage.getKey() + " " + stage.getValue())
        .collect(Collectors.joining(", "));
  }

  private static Duration moment(
      Workshop.Undisturbed undisturbed, Driver driver, SplittableRandom random, boolean early)
      throws Exception {
    if (early) {
      return undisturbed.begin().multipliedBy(random.nextLong(1000)).dividedBy(1000);
    }
    Duration span = undisturbed.end().minus(undisturbed.begin());
    Duration after = span.multipliedBy(random.nextLong(1000)).dividedBy(1000);
    // One that has nothing to do ends before any moment.
    return driver.works().orElse(undisturbed.end()).plus(after);
  }
}
