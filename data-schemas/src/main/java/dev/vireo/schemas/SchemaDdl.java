package dev.vireo.schemas;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Spark SQL that declares a dataset's folder as a table of a catalog, derived from the dataset's
 * Avro schema so that the two cannot disagree.
 *
 * <p>No column is declared {@code NOT NULL}: Spark reads every Parquet column as nullable, and a
 * column that a later version adds is null in older files.
 */
public final class SchemaDdl {
  /** Stands for the run directory in a statement made without one. */
  public static final String RUN_PLACEHOLDER = "${run}";

  private SchemaDdl() {}

  /**
   * The statement for {@code type}, with {@link #RUN_PLACEHOLDER} in place of the run directory.
   */
  public static String createTable(DatasetType<?> type) {
    return createTable(type, type.name(), RUN_PLACEHOLDER);
  }

  /**
   * The statement that declares {@code table} over {@code run}'s folder of {@code type}. A
   * partitioned table then needs {@code ALTER TABLE table RECOVER PARTITIONS}, again after each
   * iteration.
   *
   * @param table name of the table, with its catalog and database where it needs them
   * @param run URI of the run directory, without a slash at the end
   */
  public static String createTable(DatasetType<?> type, String table, String run) {
    Schema schema = type.schema();
    StringBuilder ddl = new StringBuilder("CREATE TABLE IF NOT EXISTS ").append(table);
    ddl.append(" (\n");
    ddl.append(
        schema.getFields().stream()
            .map(field -> "  " + column(field, " "))
            .collect(Collectors.joining(",\n")));
    ddl.append("\n)\nUSING parquet\n");
    type.partitionColumn()
        .ifPresent(name -> ddl.append("PARTITIONED BY (").append(quoted(name)).append(")\n"));
    ddl.append("LOCATION ").append(literal(run + "/" + type.name()));
    if (schema.getDoc() != null) {
      ddl.append("\nCOMMENT ").append(literal(schema.getDoc()));
    }
    return ddl.toString();
  }

  /**
   * The statements that declare datasets under their own names and find their partitions, each
   * ended by a semicolon, ready for {@code spark-sql -f}.
   *
   * @param types datasets whose folders exist
   * @param run URI of the run directory, without a slash at the end
   */
  public static String createAll(Collection<? extends DatasetType<?>> types, String run) {
    StringBuilder script = new StringBuilder();
    for (DatasetType<?> type : types) {
      script.append(createTable(type, type.name(), run)).append(";\n");
      if (type.partitionColumn().isPresent()) {
        script.append("ALTER TABLE ").append(type.name()).append(" RECOVER PARTITIONS;\n");
      }
    }
    return script.toString();
  }

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
