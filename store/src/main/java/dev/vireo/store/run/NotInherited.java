package dev.vireo.store.run;

/** A stage of a fork would have to compute, because the original run has no valid output for it. */
public final class NotInherited extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Reports a stage without output to take over.
   *
   * @param stage the stage's name
   */
  public NotInherited(String stage) {
    super(stage + " has nothing to take over");
  }
}
