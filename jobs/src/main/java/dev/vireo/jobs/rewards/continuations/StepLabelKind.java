package dev.vireo.jobs.rewards.continuations;

/** What a step's label is made of. */
public enum StepLabelKind {
  /** The share of continuations that are right (Math-Shepherd's soft estimation). */
  SOFT("soft_labels"),
  /** Whether any continuation is right (hard estimation). */
  HARD("labels");

  private final String column;

  StepLabelKind(String column) {
    this.column = column;
  }

  /** The column of {@code step_labels} that has it. */
  public String column() {
    return column;
  }
}
