package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import java.util.ArrayList;
import java.util.List;

/** Remembers which stages did something. */
public final class SeenStages implements Progress {

  private final List<String> done = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  @Override
  public synchronized void finished(StageStatus status) {
    (status.skipped() ? skipped : done).add(status.stage() + " " + status.iteration());
  }

  /** Stages that ran, with their iteration, in order. */
  public synchronized List<String> done() {
    return List.copyOf(done);
  }

  /** Stages that found their output there. */
  synchronized List<String> skipped() {
    return List.copyOf(skipped);
  }
}
