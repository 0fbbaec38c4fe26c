package dev.vireo.store.manifest;

import dev.vireo.algorithms.InputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Explains why a stage was refused: its published output was made from something else. It is the
 * cause of the {@link InputException} that reports this, for callers that know the settings by
 * their keys.
 */
public final class StageChange extends Exception {
  private static final long serialVersionUID = 1L;

  private final String stage;
  private final transient List<Difference> differences;

  private StageChange(String stage, List<Difference> differences) {
    super(stage + ": " + said(differences));
    this.stage = stage;
    this.differences = List.copyOf(differences);
  }

  /** The stage's name. */
  public String stage() {
    return stage;
  }

  /** The changes from what was published to what is wanted now. */
  public List<Difference> differences() {
    return differences;
  }

  /**
   * Refuses to replace published output that was made from something else.
   *
   * @param place full URI of the stage's output
   * @param published what the output was made from
   * @param now what it would be made from now
   * @throws InputException if the two differ
   */
  public static void refuse(String place, Fingerprint published, Fingerprint now) {
    if (!published.equals(now)) {
      StageChange change = new StageChange(now.stage(), published.differences(now));
      throw new InputException(
          "%s is published, and %s would replace it with something else (%s): choose another run directory, or delete it"
              .formatted(place, now.stage(), said(change.differences)),
          change);
    }
  }

  private static String said(List<Difference> differences) {
    return differences.stream().map(Difference::toString).collect(Collectors.joining(", "));
  }
}
