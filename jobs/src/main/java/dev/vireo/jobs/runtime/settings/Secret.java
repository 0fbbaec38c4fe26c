package dev.vireo.jobs.runtime.settings;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A setting that must not be seen. It is no record, so that neither a fingerprint nor a log line
 * can hold it by accident: the one refuses it, the other shows stars.
 */
public final class Secret implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String HIDDEN = "***";

  private final String value;
  private final String reference;

  /** A secret. */
  public Secret(String value) {
    this(value, HIDDEN);
  }

  /**
   * A secret from the environment.
   *
   * @param reference how the configuration writes it, <code>${env:NAME}</code>, which may be seen
   */
  public Secret(String value, String reference) {
    this.value = Objects.requireNonNull(value, "value");
    this.reference = Objects.requireNonNull(reference, "reference");
  }

  /** The value with every secret in it, in maps and lists too, made plain text. */
  public static Object reveal(Object value) {
    return map(value, secret -> secret.value);
  }

  /** The value with every secret in it, in maps and lists too, as the configuration writes it. */
  public static Object hide(Object value) {
    return map(value, secret -> secret.reference);
  }

  /** Every secret in a value, in maps and lists too. */
  public static List<Secret> in(Object value) {
    List<Secret> found = new ArrayList<>();
    map(
        value,
        secret -> {
          found.add(secret);
          return "";
        });
    return found;
  }

  private static Object map(Object value, Function<Secret, String> text) {
    if (value instanceof Secret secret) {
      return text.apply(secret);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> mapped = new LinkedHashMap<>();
      map.forEach((key, each) -> mapped.put(key, map(each, text)));
      return mapped;
    }
    if (value instanceof List<?> list) {
      List<Object> mapped = new ArrayList<>();
      list.forEach(each -> mapped.add(map(each, text)));
      return mapped;
    }
    return value;
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
