package dev.vireo.reports.completions;

import dev.vireo.store.parquet.ColumnValue;
import dev.vireo.store.parquet.ColumnVisitor;
import java.time.Duration;
import java.util.BitSet;
import java.util.regex.Pattern;

/** Looks for a text in one chunk after the other, for as long as whoever asks has time. */
final class TextSearch {

  private final CompletionIndex index;
  private final Pattern pattern;
  private final BitSet found;
  private int chunks;

  TextSearch(CompletionIndex index, String text) {
    this.index = index;
    this.pattern =
        Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
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
            if (pattern.matcher(value.text()).find()) {
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
            if (pattern.matcher(value.text()).find()) {
              found.set(completion);
            }
          }
        });
  }
}
