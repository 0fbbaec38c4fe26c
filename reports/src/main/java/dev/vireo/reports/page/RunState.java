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

  static RunState of(RunHistory history) {
    return switch (history.state()) {
      case RUNNING -> new RunState("running", "running" + progress(history));
      case FINISHED -> new RunState("finished", "finished" + progress(history));
      case STOPPED -> new RunState("stopped", "not finished" + progress(history));
    };
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
