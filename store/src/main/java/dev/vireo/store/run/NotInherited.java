package dev.vireo.store.run;

/**
 * A stage of a fork would have to compute: the run it was made from has nothing that is still
 * valid.
 */
public final class NotInherited extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A stage that has nothing to take over.
   *
   * @param stage its name
   */
  public NotInherited(String stage) {
    super(stage + " has nothing to take over");
  }
}
