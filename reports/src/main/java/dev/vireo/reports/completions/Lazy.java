package dev.vireo.reports.completions;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first needed, once, and whose making nobody else waits for. */
final class Lazy<T> {

  private final Supplier<T> maker;
  private volatile Optional<T> made = Optional.empty();

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  T get() {
    if (made.isEmpty()) {
      synchronized (this) {
        if (made.isEmpty()) {
          made = Optional.of(maker.get());
        }
      }
    }
    return made.get();
  }

  boolean isMade() {
    return made.isPresent();
  }
}
