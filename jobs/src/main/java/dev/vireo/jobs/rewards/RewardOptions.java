package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the options of one reward, with an error of one clear line for each mistake. */
public final class RewardOptions {
  private final Map<String, Object> options;
  private final List<String> allowed;

  private RewardOptions(Map<String, Object> options, List<String> allowed) {
    this.options = options;
    this.allowed = allowed;
  }

  /**
   * Options of which only the allowed ones may be there.
   *
   * @throws InputException naming the first unknown option and the allowed ones
   */
  public static RewardOptions of(Map<String, Object> options, String... allowed) {
    List<String> names = Arrays.stream(allowed).sorted().toList();
    for (String option : options.keySet()) {
      if (!names.contains(option)) {
        throw new InputException("unknown option '%s'; allowed are %s".formatted(option, names));
      }
    }
    return new RewardOptions(options, names);
  }

  /** Whether the option was given. */
  public boolean has(String option) {
    return value(option) != null;
  }

  /** Text; a number or a boolean is taken as it is written. */
  public String text(String option, String fallback) {
    Object value = value(option);
    if (value == null) {
      return fallback;
    }
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw mistyped(option, value, "text");
  }

  /** Text that must be there and not be blank. */
  public String requiredText(String option) {
    String text = text(option, null);
    if (text == null || text.isBlank()) {
      throw new InputException(
          "option '%s' is needed; the options are %s".formatted(option, allowed));
    }
    return text;
  }

  /** A finite number of at least {@code least}. */
  public double number(String option, double fallback, double least) {
    Object value = value(option);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      throw mistyped(option, value, "a number");
    }
    if (number.doubleValue() < least) {
      throw new InputException(
          "option '%s' is %s; it must be at least %s".formatted(option, value, least));
    }
    return number.doubleValue();
  }

  /** A finite number between {@code least} and {@code most}. */
  public double number(String option, double fallback, double least, double most) {
    double number = number(option, fallback, least);
    if (number > most) {
      throw new InputException(
          "option '%s' is %s; it must be at most %s".formatted(option, value(option), most));
    }
    return number;
  }

  /** A number of at least {@code least}, which must be there. */
  public double requiredNumber(String option, double least) {
    if (!has(option)) {
      throw new InputException(
          "option '%s' is needed; the options are %s".formatted(option, allowed));
    }
    return number(option, Double.NaN, least);
  }

  /** A whole number of at least {@code least}. */
  public long whole(String option, long fallback, long least) {
    double number = number(option, fallback, least);
    if (number != Math.rint(number)) {
      throw mistyped(option, value(option), "a whole number");
    }
    return (long) number;
  }

  /** true or false. */
  public boolean flag(String option, boolean fallback) {
    Object value = value(option);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw mistyped(option, value, "true or false");
  }

  /** Options under an option; none if it is not there. */
  public Map<String, Object> section(String option) {
    Object value = value(option);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw mistyped(option, value, "a section of options");
    }
    Map<String, Object> section = new LinkedHashMap<>();
    map.forEach((name, entry) -> section.put(String.valueOf(name), entry));
    return section;
  }

  /** One of an enum's values, written in kebab-case. */
  public <E extends Enum<E>> E choice(String option, E fallback) {
    Object value = value(option);
    if (value == null) {
      return fallback;
    }
    E[] choices = fallback.getDeclaringClass().getEnumConstants();
    for (E choice : choices) {
      if (kebab(choice).equals(value)) {
        return choice;
      }
    }
    throw mistyped(
        option, value, "one of " + Arrays.stream(choices).map(RewardOptions::kebab).toList());
  }

  private static String kebab(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Object value(String option) {
    if (!allowed.contains(option)) {
      throw new IllegalArgumentException("option '" + option + "' was not declared");
    }
    return options.get(option);
  }

  private static InputException mistyped(String option, Object value, String expected) {
    return new InputException(
        "option '%s' is '%s'; it must be %s".formatted(option, value, expected));
  }
}
