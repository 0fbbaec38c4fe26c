package dev.vireo.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A worker of torch is stopped (SIGSTOP) at a seeded random moment, so that the other one waits in
 * a sum over both: once in fine-tuning, and once in an update.
 */
final class TorchHangs implements Fault {

  private static final Duration ENDING = Duration.ofMinutes(10);

  private static final List<String> STAGES = List.of("fine-tune-policy", "update-policy");

  @Override
  public String name() {
    return "torch_hangs";
  }

  @Override
  public String what() {
    return "one of two workers of torch (`torch.sharding: full`) hangs (SIGSTOP) in fine-tuning, and in an update";
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    String[] settings = TorchWorkers.settings("full");
    Path whole = workshop.folder().resolve("undisturbed");
    Driver undisturbed = workshop.start(whole, Options.LOCAL.json(), settings);
    List<Duration> lives = new TorchWorkers(undisturbed).used();
    undisturbed.end().done();

    SplittableRandom random = new SplittableRandom(workshop.seed());
    Path run = workshop.folder().resolve("run");
    Driver driver = workshop.start(run, Options.LOCAL.json(), settings);
    TorchWorkers workers = new TorchWorkers(driver);
    int hangs = 0;
    while (hangs < STAGES.size() && driver.isAlive()) {
      Duration life = lives.get(random.nextInt(lives.size()));
      Duration moment = life.multipliedBy(random.nextLong(1000)).dividedBy(1000);
      Optional<ProcessHandle> worker = workers.reaches(workers.count() + 1, moment);
      if (worker.isPresent() && driver.stage().equals(STAGES.get(hangs))) {
        new ProcessBuilder("kill", "-STOP", Long.toString(worker.get().pid())).start().waitFor();
        // Whoever it keeps waiting ends it.
        worker.get().onExit().get(ENDING.toSeconds(), TimeUnit.SECONDS);
        workshop.say("a worker hung in %s", STAGES.get(hangs));
        hangs++;
      }
    }
    String said = driver.end().done().err();
    List<String> left = STAGES.subList(hangs, STAGES.size());
    Unmet.unless(left.isEmpty(), "no worker was stopped in %s", left);
    RunFiles.same(RunFiles.bytes(whole), run);
    Unmet.unless(said.contains("(attempt 2 of 4)"), "no second attempt: %s", driver.end().log());
    return "after `torch.timeout-seconds` (%d) both stages went on from their latest checkpoint; the same bytes"
        .formatted(TorchWorkers.TIMEOUT_SECONDS);
  }
}
