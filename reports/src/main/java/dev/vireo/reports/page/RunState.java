package dev.vireo.reports.page;

import dev.vireo.reports.history.RunHistory;

/**
 * How far a run has come.
 *
 * @param kind {@code running}, {@code finished} or {@code stopped}: between two commands, or for
 *     good
 * @param text the same for people
 */
record RunState(String kind, String text) {

  private static final String RESULT = "result.json";

  static RunState of(RunHistory history) {
    if (history.active()) {
      return new RunState("running", "running" + progress(history));
    }
    boolean finished =
        history.plannedIterations().isPresent()
            ? history.lastIteration() >= history.plannedIterations().getAsInt()
            : history.run().exists(RESULT);
    return finished
        ? new RunState("finished", "finished" + progress(history))
        : new RunState("stopped", "not finished" + progress(history));
  }

  private static String progress(RunHistory history) {
    if (history.plannedIterations().isEmpty()) {
      return "";
    }
    int planned = history.plannedIterations().getAsInt();
    return history.lastIteration() == planned
        ? ", %d iterations".formatted(planned)
        : ", %d of %d iterations".formatted(history.lastIteration(), planned);
  }
}
