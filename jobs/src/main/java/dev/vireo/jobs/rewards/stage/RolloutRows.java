package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.columns.CompletionRows;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Rollout;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/**
 * The completions of a chunk as rows, one by one, and where a task is in them. Spark's narrow
 * operators pull rows through one at a time, so when one of them fails, the row that failed is the
 * last one that was taken from here, by the same thread.
 */
final class RolloutRows implements Iterator<Row> {
  private static final ThreadLocal<String> PLACE = new ThreadLocal<>();

  private final Iterator<Rollout> rollouts;
  private Rollout rollout;
  private Iterator<Completion> completions = List.<Completion>of().iterator();

  RolloutRows(List<Rollout> rollouts) {
    this.rollouts = rollouts.iterator();
  }

  /** The completion that this thread took last, for a message; forgets it. */
  static String takePlace() {
    String place = PLACE.get();
    PLACE.remove();
    return place == null ? "the first prompt" : place;
  }

  @Override
  public boolean hasNext() {
    while (!completions.hasNext() && rollouts.hasNext()) {
      rollout = rollouts.next();
      completions = rollout.getCompletions().iterator();
    }
    return completions.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Completion completion = completions.next();
    int sample = completion.getSampleIndex();
    PLACE.set("prompt '%s', sample %d".formatted(rollout.getPromptId(), sample));
    return CompletionRows.row(RolloutScores.input(rollout, completion), sample);
  }
}
