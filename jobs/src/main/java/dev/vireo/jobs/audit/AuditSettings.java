package dev.vireo.jobs.audit;

import dev.vireo.jobs.runtime.settings.Require;

/**
 * When a run audits its rewards.
 *
 * @param every iterations between audits, each of all completions so far; the last iteration is
 *     followed by one too. 0: none
 */
public record AuditSettings(int every) {

  public AuditSettings {
    Require.atLeast("every", every, 0);
  }

  /** None: {@code vireo audit} audits a run at any time. */
  public static AuditSettings defaults() {
    return new AuditSettings(0);
  }
}
