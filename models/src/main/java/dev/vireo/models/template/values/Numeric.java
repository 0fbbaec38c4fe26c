package dev.vireo.models.template.values;

/** A number. As in Python, truth values count as 0 and 1. */
public sealed interface Numeric extends Value permits Int, Real, Bool {

  /** The number as a float. */
  double real();

  /** Whether this is an int or a bool, so that {@link #whole()} is exact. */
  boolean isWhole();

  /** The number as an int, truncated. */
  long whole();
}
