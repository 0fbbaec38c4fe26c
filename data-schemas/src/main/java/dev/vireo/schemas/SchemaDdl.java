package dev.vireo.schemas;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * The types that Spark SQL has for a dataset's files, derived from its Avro schema so that the two
 * cannot disagree.
 *
 * <p>No column is declared {@code NOT NULL}: Spark reads every Parquet column as nullable, and a
 * column that a later version adds is null in older files.
 */
public final class SchemaDdl {
  private SchemaDdl() {}

  /** The Spark SQL type that Parquet files of {@code schema} are read as. */
  public static String sqlType(Schema schema) {
    return switch (schema.getType()) {
      case STRING, ENUM -> "STRING";
      case BYTES, FIXED -> "BINARY";
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN -> number(schema.getType());
      case ARRAY -> "ARRAY<" + sqlType(schema.getElementType()) + ">";
      case MAP -> "ARRAY<STRUCT<`key`: STRING, `value`: " + sqlType(schema.getValueType()) + ">>";
      case RECORD ->
          schema.getFields().stream()
              .map(field -> column(field, ": "))
              .collect(Collectors.joining(", ", "STRUCT<", ">"));
      case UNION -> sqlType(onlyValue(schema));
      case NULL -> throw new IllegalArgumentException("A column cannot be of type null alone");
    };
  }

  private static String number(Schema.Type type) {
    return type == Schema.Type.LONG ? "BIGINT" : type.name().toUpperCase(Locale.ROOT);
  }

  private static Schema onlyValue(Schema union) {
    List<Schema> values =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (values.size() != 1) {
      throw new IllegalArgumentException(
          "A union column must be null or one other type, but is " + union);
    }
    return values.get(0);
  }

  private static String column(Schema.Field field, String separator) {
    String comment = field.doc() == null ? "" : " COMMENT " + literal(field.doc());
    return quoted(field.name()) + separator + sqlType(field.schema()) + comment;
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
