package dev.vireo.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/** Two drivers work on one run directory at once, begun together or one after the other. */
final class TwoDrivers implements Fault {

  private static final int ROUNDS = 6;

  @Override
  public String name() {
    return "two_drivers";
  }

  @Override
  public String what() {
    return "two drivers on one run directory at once";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    Workshop.Undisturbed undisturbed = workshop.undisturbed();
    SplittableRandom random = new SplittableRandom(workshop.seed());
    for (int round = 0; round < ROUNDS; round++) {
      Path run = workshop.folder().resolve("run-" + round);
      Driver first = workshop.start(run, Options.LOCAL.json());
      if (round % 2 == 1) {
        Duration span = undisturbed.end().minus(undisturbed.begin());
        first.reaches(span.multipliedBy(random.nextLong(1000)).dividedBy(1000));
      }
      Driver second = workshop.start(run, Options.LOCAL.json());
      first.end().done();
      second.end().done();
      RunFiles.same(undisturbed.bytes(), run);
      workshop.say("pair %d of %d", round + 1, ROUNDS);
    }
    return "%d pairs, both ended with exit code 0 and the same bytes".formatted(ROUNDS);
  }
}
