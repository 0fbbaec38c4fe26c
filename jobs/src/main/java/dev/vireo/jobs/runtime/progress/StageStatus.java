package dev.vireo.jobs.runtime.progress;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a stage has come.
 *
 * @param stage its name
 * @param iteration the iteration it belongs to, from 1; 0 if to none
 * @param step optimizer steps behind the policy that it judges; {@link #NO_STEP} if it judges none
 * @param done how much is done, in {@code unit}s
 * @param total how much there is to do, in {@code unit}s; {@link #OPEN} where nobody knows
 * @param unit what is counted, in the plural: prompts, chunks, steps
 * @param elapsed time since it began
 * @param skipped whether there was nothing to do, all of it being there already
 * @param metrics numbers to show, by name, in order
 */
public record StageStatus(
    String stage,
    int iteration,
    long step,
    long done,
    long total,
    String unit,
    Duration elapsed,
    boolean skipped,
    Map<String, Double> metrics) {
  /** The total of a stage whose end is not a matter of counting, such as one that a clock ends. */
  public static final long OPEN = -1;

  /** The step of a stage that judges no policy. */
  public static final long NO_STEP = -1;

  /** Copies {@code metrics}. */
  public StageStatus {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Whether nobody knows how much there is to do. */
  public boolean open() {
    return total == OPEN;
  }
}
