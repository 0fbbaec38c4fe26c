package dev.vireo.reports.completions;

import dev.vireo.store.parquet.ColumnValue;
import dev.vireo.store.parquet.ColumnVisitor;
import java.time.Duration;
import java.util.BitSet;
import java.util.Locale;

/** Looks for a text in one chunk after the other, for as long as whoever asks has time. */
final class TextSearch {

  private final CompletionIndex index;
  private final String wanted;
  private final BitSet found;
  private int chunks;

  TextSearch(CompletionIndex index, String text) {
    this.index = index;
    this.wanted = text.toLowerCase(Locale.ROOT);
    this.found = new BitSet(index.size());
  }

  /** Goes on with the search until it is done or the time is up; at least one chunk is read. */
  synchronized void goOn(Duration time) {
    long began = System.nanoTime();
    while (chunks < index.completions().chunkCount()) {
      search(chunks++);
      if (System.nanoTime() - began > time.toNanos()) {
        return;
      }
    }
  }

  /** What was found so far. */
  synchronized BitSet found() {
    return (BitSet) found.clone();
  }

  /** Share of the chunks that have been read. */
  synchronized double done() {
    int all = index.completions().chunkCount();
    return all == 0 ? 1 : (double) chunks / all;
  }

  /** Much faster than a pattern that ignores case. */
  private boolean contains(ColumnValue value) {
    return value.text().toLowerCase(Locale.ROOT).contains(wanted);
  }

  private void search(int chunk) {
    var rollouts = index.completions().rollouts();
    int firstGroup = index.chunkBegin(chunk);
    rollouts.scan(
        chunk,
        "prompt",
        new ColumnVisitor() {
          private int group = firstGroup - 1;

          @Override
          public void row() {
            group++;
          }

          @Override
          public void value(ColumnValue value) {
            if (contains(value)) {
              found.set(index.begin(group), index.begin(group + 1));
            }
          }
        });
    rollouts.scan(
        chunk,
        "completions.text",
        new ColumnVisitor() {
          private int completion = index.begin(firstGroup) - 1;

          @Override
          public void element() {
            completion++;
          }

          @Override
          public void value(ColumnValue value) {
            if (contains(value)) {
              found.set(completion);
            }
          }
        });
  }
}
