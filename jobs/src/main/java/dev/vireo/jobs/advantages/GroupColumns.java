package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where the columns of a group are in a row. All but the rewards may be absent, and are null then.
 *
 * @param rewards arrays of numbers
 * @param weights arrays of numbers
 * @param lower numbers
 * @param upper numbers
 * @param ties the place of {@code merge} or {@code split}
 */
record GroupColumns(
    NumberColumn rewards,
    NumberColumn weights,
    NumberColumn lower,
    NumberColumn upper,
    Integer ties)
    implements Serializable {

  private static final List<String> NAMES = List.of("rewards", "weights", "lower", "upper", "ties");

  /**
   * Finds the columns.
   *
   * @param source for errors
   * @throws InputException if there are no rewards, or a column has another type
   */
  static GroupColumns of(StructType schema, String source) {
    if (!Arrays.asList(schema.fieldNames()).contains("rewards")) {
      throw new InputException(
          "Cannot adjust "
              + source
              + ": there is no column 'rewards' of type array<double>; found "
              + String.join(", ", schema.fieldNames()));
    }
    Integer ties = null;
    if (Arrays.asList(schema.fieldNames()).contains("ties")) {
      ties = schema.fieldIndex("ties");
      if (!schema.fields()[ties].dataType().equals(DataTypes.StringType)) {
        throw wrongType(schema, ties, "string", source);
      }
    }
    return new GroupColumns(
        arrays(schema, "rewards", source),
        arrays(schema, "weights", source),
        numbers(schema, "lower", source),
        numbers(schema, "upper", source),
        ties);
  }

  /** The names of the columns that are there, in the order of {@link #of}'s schema or not. */
  static List<String> present(StructType schema) {
    List<String> present = new ArrayList<>(NAMES);
    present.retainAll(Arrays.asList(schema.fieldNames()));
    return present;
  }

  private static NumberColumn arrays(StructType schema, String name, String source) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      return null;
    }
    int ordinal = schema.fieldIndex(name);
    if (schema.fields()[ordinal].dataType() instanceof ArrayType array
        && NumberColumn.reads(array.elementType())) {
      return new NumberColumn(name, ordinal, array.elementType());
    }
    throw wrongType(schema, ordinal, "array<double>", source);
  }

  private static NumberColumn numbers(StructType schema, String name, String source) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      return null;
    }
    int ordinal = schema.fieldIndex(name);
    DataType type = schema.fields()[ordinal].dataType();
    if (NumberColumn.reads(type)) {
      return new NumberColumn(name, ordinal, type);
    }
    throw wrongType(schema, ordinal, "double", source);
  }

  private static InputException wrongType(
      StructType schema, int ordinal, String expected, String source) {
    return new InputException(
        "Cannot adjust "
            + source
            + ": column '"
            + schema.fields()[ordinal].name()
            + "' is "
            + schema.fields()[ordinal].dataType().catalogString()
            + "; it must be "
            + expected);
  }
}
