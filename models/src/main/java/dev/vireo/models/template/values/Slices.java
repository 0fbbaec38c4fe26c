package dev.vireo.models.template.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's {@code value[start:stop:step]}. */
public final class Slices {
  private Slices() {}

  /**
   * A slice of a value. A bound that is absent or None means the end of the value, in the direction
   * of the step.
   */
  public static Value of(
      Value value, Optional<Value> start, Optional<Value> stop, Optional<Value> step, Meter meter) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (value instanceof View) {
      throw TemplateFault.unsupported("a slice of a " + value.type() + " (put |list before it)");
    }
    long by = bound(step, 1);
    if (by == 0) {
      throw TemplateFault.wrong("slice step cannot be zero");
    }
    if (value instanceof Text text) {
      return new Text(slice(text.plain(), start, stop, by, meter));
    }
    if (value instanceof Series series) {
      List<Value> chosen = new ArrayList<>();
      for (int index : indices(series.values().size(), start, stop, by, meter)) {
        chosen.add(series.values().get(index));
      }
      return series.with(chosen);
    }
    throw TemplateFault.wrong("a slice of a " + value.type());
  }

  private static String slice(
      String text, Optional<Value> start, Optional<Value> stop, long by, Meter meter) {
    int size = text.codePointCount(0, text.length());
    meter.text(text.length());
    if (by == 1) {
      int first = (int) clamped(bound(start, 0), size, 0, size);
      int last = (int) clamped(bound(stop, size), size, 0, size);
      int from = text.offsetByCodePoints(0, first);
      return last <= first ? "" : text.substring(from, text.offsetByCodePoints(from, last - first));
    }
    int[] codes = text.codePoints().toArray();
    StringBuilder chosen = new StringBuilder();
    for (int index : indices(size, start, stop, by, meter)) {
      chosen.appendCodePoint(codes[index]);
    }
    return chosen.toString();
  }

  private static int[] indices(
      int size, Optional<Value> start, Optional<Value> stop, long by, Meter meter) {
    boolean forward = by > 0;
    long lowest = forward ? 0 : -1;
    long highest = forward ? size : size - 1L;
    long first =
        start(start)
            .map(at -> clamped(at, size, lowest, highest))
            .orElse(forward ? lowest : highest);
    long last =
        start(stop)
            .map(at -> clamped(at, size, lowest, highest))
            .orElse(forward ? highest : lowest);
    long distance = forward ? last - first : first - last;
    long count = distance <= 0 ? 0 : (distance - 1) / Math.abs(by) + 1;
    meter.steps(count);
    int[] indices = new int[(int) count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) (first + i * by);
    }
    return indices;
  }

  private static long clamped(long at, int size, long lowest, long highest) {
    long counted = at < 0 ? at + size : at;
    return Math.max(lowest, Math.min(highest, counted));
  }

  private static Optional<Long> start(Optional<Value> value) {
    return value
        .filter(given -> given != None.NONE)
        .map(given -> Arguments.Bound.whole("a slice", given));
  }

  private static long bound(Optional<Value> value, long otherwise) {
    return start(value).orElse(otherwise);
  }
}
