package dev.vireo.algorithms.loss;

/** The smallest part of a step that a loss needs to see whole: a micro-batch never cuts one. */
public enum Unit {
  /** Each token contributes by itself; an example is one sequence. */
  TOKEN(1),
  /** A sequence's tokens contribute together; an example is one sequence. */
  SEQUENCE(1),
  /** Two sequences with the same prompt contribute together, the preferred one first. */
  PAIR(2);

  private final int sequences;

  Unit(int sequences) {
    this.sequences = sequences;
  }

  /** How many sequences, and so rows of the outputs, an example has. */
  public int sequences() {
    return sequences;
  }
}
