package dev.vireo.reports.completions;

import dev.vireo.store.run.RunDirectory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The iterations of a run as they are opened. What was opened is kept while it is what the run has:
 * a run may go on, and redo work, while it is looked at. Several threads may ask.
 */
public final class RunBrowser {

  /** How many completions opened iterations may have together, unless it is only one. */
  private static final long KEPT = 4_000_000;

  /** How long an opened iteration is taken for current without looking. */
  private static final Duration CURRENT = Duration.ofSeconds(5);

  private final RunDirectory run;
  private final PromptHistory history;
  private final Map<Integer, Opened> opened = new LinkedHashMap<>(16, 0.75f, true);

  /** Of a run; reads nothing yet. */
  public RunBrowser(RunDirectory run) {
    this.run = run;
    this.history = new PromptHistory(run);
  }

  private List<Integer> iterations = List.of();
  private long iterationsRead;

  private record Opened(IterationBrowser browser, long lookedAt) {}

  /** Where it is. */
  public RunDirectory run() {
    return run;
  }

  /** The iterations that can be opened, in order. */
  public synchronized List<Integer> iterations() {
    long now = System.nanoTime();
    if (iterations.isEmpty() || now - iterationsRead > CURRENT.toNanos()) {
      iterations = IterationCompletions.iterations(run);
      iterationsRead = System.nanoTime();
    }
    return iterations;
  }

  /** Where a prompt appears among the iterations. */
  public PromptHistory history() {
    return history;
  }

  /**
   * An iteration.
   *
   * @throws dev.vireo.algorithms.InputException if it has no completions
   */
  public synchronized IterationBrowser iteration(int number) {
    Optional<IterationBrowser> current = opened(number);
    if (current.isPresent()) {
      return current.get();
    }
    Opened known = opened.get(number);
    IterationCompletions there = IterationCompletions.of(run, number);
    IterationBrowser browser =
        known != null && known.browser.index().completions().isSame(there)
            ? known.browser
            : new IterationBrowser(there);
    opened.put(number, new Opened(browser, System.nanoTime()));
    forget();
    return browser;
  }

  /** An iteration that was opened, and looked at a moment ago. */
  public synchronized Optional<IterationBrowser> opened(int number) {
    return Optional.ofNullable(opened.get(number))
        .filter(known -> System.nanoTime() - known.lookedAt < CURRENT.toNanos())
        .map(Opened::browser);
  }

  private void forget() {
    long sum = opened.values().stream().mapToLong(each -> each.browser.index().size()).sum();
    var eldest = opened.values().iterator();
    for (int left = opened.size(); left > 1 && sum > KEPT; left--) {
      sum -= eldest.next().browser.index().size();
      eldest.remove();
    }
  }
}
