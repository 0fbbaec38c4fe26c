package dev.vireo.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Where workers of torch make steps and scores, one of them, the executor beside one and the driver
 * are killed in turn, at seeded random moments of a worker's life: while it starts, loads, computes
 * or writes a checkpoint. A run that loses its driver is started again.
 *
 * <p>Moments are processor time of a worker, up to what the workers of an undisturbed run take.
 */
final class TorchKilled implements Fault {

  private static final int KILLS = 9;

  /** How far ahead of the workers that there have been the one to strike at is. */
  private static final int AHEAD = 7;

  private static final Duration ENDING = Duration.ofMinutes(2);

  private static final int KILLED = 128 + 9;

  private final String sharding;

  /** What is killed, in turn. */
  private enum Victim {
    WORKER,
    EXECUTOR,
    DRIVER
  }

  /**
   * @param sharding replicated or full
   */
  TorchKilled(String sharding) {
    this.sharding = sharding;
  }

  @Override
  public String name() {
    return "torch_killed_" + sharding;
  }

  @Override
  public String what() {
    return "two workers of torch (`torch.sharding: %s`): SIGKILL of a worker, an executor and the driver in turn, at %d random moments"
        .formatted(sharding, KILLS);
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    String[] settings = TorchWorkers.settings(sharding);
    Options options = Cluster.options(workshop, workshop.folder()).json();
    Path whole = workshop.folder().resolve("undisturbed");
    Driver undisturbed = workshop.start(whole, options, settings);
    List<Duration> lives = new TorchWorkers(undisturbed).used();
    undisturbed.end().done();
    workshop.say("%d workers in an undisturbed run", lives.size());

    Kills kills = new Kills(workshop, lives);
    Map<String, RunFiles.Mark> committed = Map.of();
    Path run = workshop.folder().resolve("run-0");
    int runs = 0;
    long kept = 0;
    boolean begun = false;
    while (begun || kills.areLeft()) {
      Driver driver = workshop.start(run, options, settings);
      kills.strike(driver);
      Driver.Ended ended = driver.end();
      begun = ended.exitCode() == KILLED;
      RunFiles.kept(committed, run);
      if (begun) {
        committed = RunFiles.committed(run);
        kept += committed.size();
      } else {
        ended.done();
        RunFiles.same(RunFiles.bytes(whole), run);
        RunFiles.delete(run);
        committed = Map.of();
        run = workshop.folder().resolve("run-" + ++runs);
      }
    }
    return "%d kills in %d runs (%s); %d files that killed drivers left were not written again; %d runs with the bytes of an undisturbed one"
        .formatted(KILLS, runs, kills.told(), kept, runs);
  }

  /** The strikes, one after the other. */
  private static final class Kills {
    private final Workshop workshop;
    private final List<Duration> lives;
    private final SplittableRandom random;
    private final Map<String, Integer> stages = new TreeMap<>();
    private int made;

    Kills(Workshop workshop, List<Duration> lives) {
      this.workshop = workshop;
      this.lives = lives;
      this.random = new SplittableRandom(workshop.seed());
    }

    boolean areLeft() {
      return made < KILLS;
    }

    /** Until the driver is killed, or ends. */
    void strike(Driver driver) throws Exception {
      TorchWorkers workers = new TorchWorkers(driver);
      while (areLeft() && driver.isAlive()) {
        int number = workers.count() + random.nextInt(AHEAD);
        Duration life = lives.get(random.nextInt(lives.size()));
        Duration moment = life.multipliedBy(random.nextLong(1000)).dividedBy(1000);
        Optional<ProcessHandle> worker = workers.reaches(number, moment);
        if (worker.isPresent()) {
          kill(Victim.values()[made % Victim.values().length], worker.get(), driver);
        }
      }
      workers.used();
      // Workers end with the tasks that they are beside, and these with the driver.
      for (ProcessHandle worker : workers.all()) {
        worker.onExit().get(ENDING.toSeconds(), TimeUnit.SECONDS);
      }
    }

    private void kill(Victim victim, ProcessHandle worker, Driver driver) throws Exception {
      made++;
      String stage = driver.stage();
      stages.merge(stage, 1, Integer::sum);
      workshop.say("kill %d of %d: %s in %s", made, KILLS, victim, stage);
      switch (victim) {
        case WORKER -> worker.destroyForcibly();
        case EXECUTOR -> worker.parent().ifPresent(ProcessHandle::destroyForcibly);
        case DRIVER -> driver.kill();
      }
    }

    String told() {
      return stages.entrySet().stream()
          .map(stage -> stage.getKey() + " " + stage.getValue())
          .collect(Collectors.joining(", "));
    }
  }
}
