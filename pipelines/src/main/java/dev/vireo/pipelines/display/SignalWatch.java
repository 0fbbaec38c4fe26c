package dev.vireo.pipelines.display;

import dev.vireo.jobs.runtime.progress.PassingProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.SignalWarning;
import dev.vireo.reports.signals.Finding;
import dev.vireo.reports.signals.SignalAudit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Passes on what it hears, and warns once of each way in which the signal goes bad. */
public final class SignalWatch implements PassingProgress {

  private final Progress shown;
  private final SortedMap<Integer, Map<String, Double>> iterations = new TreeMap<>();
  private final Set<String> warned = new HashSet<>();

  /** A watch in front of a display. */
  public SignalWatch(Progress shown) {
    this.shown = shown;
  }

  @Override
  public Progress next() {
    return shown;
  }

  @Override
  public synchronized void iterationEnded(int iteration, long step, Map<String, Double> metrics) {
    shown.iterationEnded(iteration, step, metrics);
    iterations.put(iteration, metrics);
    for (Finding finding : SignalAudit.now(iterations)) {
      if (warned.add(finding.signal())) {
        shown.warned(
            new SignalWarning(
                finding.signal(),
                finding.iteration(),
                finding.message(),
                finding.cause(),
                finding.cure()));
      }
    }
  }

  @Override
  public synchronized void iterationDone(
      int iteration, long step, Supplier<Map<String, Double>> metrics) {
    Map<String, Double> read = metrics.get();
    iterations.put(iteration, read);
    shown.iterationDone(iteration, step, () -> read);
  }
}
