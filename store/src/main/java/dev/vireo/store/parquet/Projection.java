package dev.vireo.store.parquet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Reduces a schema to some of its columns, including nested ones. */
final class Projection {
  private Projection() {}

  /**
   * The part of {@code schema} that contains {@code columns}.
   *
   * @param columns names of fields, with dots into records, and into records in arrays and maps
   * @throws IllegalArgumentException if there is no such column
   */
  static Schema of(Schema schema, String... columns) {
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    for (String column : columns) {
      int dot = column.indexOf('.');
      List<String> inner =
          wanted.computeIfAbsent(
              dot < 0 ? column : column.substring(0, dot), name -> new ArrayList<>());
      inner.add(dot < 0 ? "" : column.substring(dot + 1));
    }
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      List<String> inner = wanted.remove(field.name());
      if (inner != null) {
        Schema part =
            inner.contains("")
                ? field.schema()
                : inside(field.schema(), inner.toArray(String[]::new));
        fields.add(new Schema.Field(field.name(), part, field.doc(), field.defaultVal()));
      }
    }
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no column " + wanted.keySet() + " in " + schema.getFullName());
    }
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static Schema inside(Schema schema, String... columns) {
    return switch (schema.getType()) {
      case RECORD -> of(schema, columns);
      case ARRAY -> Schema.createArray(inside(schema.getElementType(), columns));
      case MAP -> Schema.createMap(inside(schema.getValueType(), columns));
      case UNION ->
          Schema.createUnion(
              schema.getTypes().stream()
                  .map(type -> type.getType() == Schema.Type.NULL ? type : inside(type, columns))
                  .toList());
      case ENUM, STRING, BYTES, FIXED, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL ->
          throw new IllegalArgumentException("There is nothing inside a column of " + schema);
    };
  }
}
