package dev.vireo.pipelines.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads enums as they stand in configuration files: {@code DR_GRPO} is {@code dr-grpo}. */
final class KebabCaseEnums {

  private KebabCaseEnums() {}

  static <E extends Enum<E>> ITypeConverter<E> converter(Class<E> type) {
    return text ->
        Arrays.stream(type.getEnumConstants())
            .filter(constant -> name(constant).equals(text))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "'" + text + "' is not one of " + String.join(", ", names(type))));
  }

  /** All of an enum, in its order. */
  static List<String> names(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(KebabCaseEnums::name).toList();
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
