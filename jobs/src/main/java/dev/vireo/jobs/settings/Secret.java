package dev.vireo.jobs.settings;

import java.io.Serializable;
import java.util.Objects;

/**
 * A setting that must not be seen. It is no record, so that neither a fingerprint nor a log line
 * can hold it by accident: the one refuses it, the other shows stars.
 */
public final class Secret implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String HIDDEN = "***";

  private final String value;

  /** A secret. */
  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** The secret itself, for the one place that needs it. */
  public String reveal() {
    return value;
  }

  /** The text with stars in place of the secret. */
  public String conceal(String text) {
    return value.isBlank() ? text : text.replace(value, HIDDEN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
