package dev.vireo.jobs.runtime.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** One stage's side of {@link Progress}: keeps count and time. Safe for use by several threads. */
public final class StageProgress {
  private final Progress progress;
  private final InstantSource clock;
  private final Instant start;
  private final String stage;
  private final int iteration;
  private final long step;
  private final long total;
  private final String unit;
  private long done;

  /**
   * What is counted.
   *
   * @param stage its name
   * @param iteration the iteration it belongs to, from 1; 0 if to none
   * @param step optimizer steps behind the policy that it judges; {@link StageStatus#NO_STEP} if it
   *     judges none
   * @param before how much of the total an earlier process has done
   */
  public record Subject(String stage, int iteration, long step, long before) {

    /** A stage of which nothing is done yet. */
    public static Subject of(String stage, int iteration) {
      return new Subject(stage, iteration, StageStatus.NO_STEP, 0);
    }

    /** The same, judging the policy after so many optimizer steps. */
    public Subject judging(long ofStep) {
      return new Subject(stage, iteration, ofStep, before);
    }

    /** The same, of which so much is done. */
    public Subject after(long done) {
      return new Subject(stage, iteration, step, done);
    }
  }

  private StageProgress(
      Progress progress, InstantSource clock, Subject subject, long total, String unit) {
    this.progress = progress;
    this.clock = clock;
    this.start = clock.instant();
    this.stage = subject.stage();
    this.iteration = subject.iteration();
    this.step = subject.step();
    this.done = subject.before();
    this.total = total;
    this.unit = unit;
  }

  /**
   * Tells {@code progress} that a stage begins.
   *
   * @param iteration the iteration it belongs to, from 1; 0 if to none
   * @param total how much there is to do, in {@code unit}s; {@link StageStatus#OPEN} where nobody
   *     knows
   * @param unit what is counted, in the plural
   */
  public static StageProgress start(
      Progress progress, String stage, int iteration, long total, String unit) {
    return start(progress, Subject.of(stage, iteration), total, unit);
  }

  /** The same, where there is more to say of the stage. */
  public static StageProgress start(Progress progress, Subject subject, long total, String unit) {
    return start(progress, InstantSource.system(), subject, total, unit);
  }

  static StageProgress start(
      Progress progress,
      InstantSource clock,
      String stage,
      int iteration,
      long total,
      String unit) {
    return start(progress, clock, Subject.of(stage, iteration), total, unit);
  }

  private static StageProgress start(
      Progress progress, InstantSource clock, Subject subject, long total, String unit) {
    StageProgress started = new StageProgress(progress, clock, subject, total, unit);
    progress.started(started.status(false, Map.of()));
    return started;
  }

  /** Time since the stage began, in seconds; never 0, so that rates can be taken. */
  public double seconds() {
    return Math.max(1e-9, elapsed().toNanos() * 1e-9);
  }

  /** {@code more} units are done. */
  public synchronized void advance(long more, Map<String, Double> metrics) {
    done += more;
    progress.advanced(status(false, metrics));
  }

  /** The stage is done. */
  public synchronized void finish(Map<String, Double> metrics) {
    all();
    progress.finished(status(false, metrics));
  }

  /** There was nothing to do. */
  public synchronized void skip(Map<String, Double> metrics) {
    all();
    progress.finished(status(true, metrics));
  }

  /** The stage has failed. */
  public synchronized void fail() {
    progress.failed(status(false, Map.of()));
  }

  /** Where there is a total, all of it is done; else what has been counted. */
  private void all() {
    if (total != StageStatus.OPEN) {
      done = total;
    }
  }

  private Duration elapsed() {
    return Duration.between(start, clock.instant());
  }

  private StageStatus status(boolean skipped, Map<String, Double> metrics) {
    return new StageStatus(stage, iteration, step, done, total, unit, elapsed(), skipped, metrics);
  }
}
