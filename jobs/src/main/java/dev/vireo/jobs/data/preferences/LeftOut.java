package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.runtime.progress.Progress;
import java.io.Serializable;
import java.util.Map;

/**
 * Rows of a source that an intake left out.
 *
 * @param tooLong for their length
 * @param duplicates since their id was there before
 * @param limit what is too long
 */
record LeftOut(long tooLong, long duplicates, ExampleLimit limit) implements Serializable {
  private static final long serialVersionUID = 1L;

  static LeftOut of(Intake<?> intake, ExampleLimit limit) {
    return new LeftOut(intake.tooLong(), intake.duplicates(), limit);
  }

  Map<String, Double> totals() {
    return Map.of("dropped/too_long", (double) tooLong, "dropped/duplicates", (double) duplicates);
  }

  /** Says so if there are any. */
  void report(String what, Progress progress) {
    if (tooLong + duplicates == 0) {
      return;
    }
    String length =
        limit.policy() == LongExamples.TRUNCATE
            ? "%d with nothing to learn within %s"
            : "%d of more than %s";
    progress.message(
        "%s left out: %s, %s seen before"
            .formatted(
                what,
                length.formatted(tooLong, Counted.of(limit.tokens(), "tokens")),
                Counted.of(duplicates, "whose id was", "whose ids were")));
  }
}
