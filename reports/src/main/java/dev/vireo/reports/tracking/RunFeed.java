package dev.vireo.reports.tracking;

import dev.vireo.reports.history.RunHistory;
import dev.vireo.store.run.RunDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A run that is followed: read once as a whole, and then what it publishes. */
final class RunFeed {

  private final RunDirectory run;
  private final Map<Place, Measurement> measurements = new LinkedHashMap<>();
  private RunHistory history;

  RunFeed(RunDirectory run) {
    this.run = run;
  }

  /**
   * Reads news, the first time everything.
   *
   * @return what of it is not published yet
   */
  News read(News news) {
    if (news.all() || history == null) {
      history = RunHistory.read(run);
      measurements.clear();
      Measurements.of(history).forEach(this::put);
      return News.NONE;
    }
    return new News(
        false,
        missing(news.iterations(), iteration -> Measurements.ofIteration(run, iteration)),
        missing(news.evaluations(), step -> Measurements.ofEvaluation(run, step)));
  }

  private <T> Set<T> missing(Set<T> news, Function<T, Optional<List<Measurement>>> reader) {
    Set<T> missing = new TreeSet<>();
    for (T each : news) {
      Optional<List<Measurement>> read = reader.apply(each);
      read.ifPresentOrElse(found -> found.forEach(this::put), () -> missing.add(each));
    }
    return missing;
  }

  private void put(Measurement measurement) {
    measurements.put(new Place(measurement.series(), measurement.step()), measurement);
  }

  /** The run as far as it was read. */
  TrackedRun current(RunState state) {
    return TrackedRun.of(history, state, List.copyOf(measurements.values()));
  }

  private record Place(String series, long step) {}
}
