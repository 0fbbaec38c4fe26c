package dev.vireo.algorithms;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Runs a property over many seeds, and names the one that breaks it. */
public final class Seeds {
  private Seeds() {}

  public static void forEach(int count, Consumer<SplittableRandom> property) {
    for (long seed = 0; seed < count; seed++) {
      try {
        property.accept(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("broken by seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
