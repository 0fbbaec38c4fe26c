package dev.vireo.store.parquet;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The value that a folder's name gives to all rows in it: 3 for {@code iteration=3}.
 *
 * @param field the field that has the value
 * @param value the value, in the field's type
 */
record FolderValue(Schema.Field field, Object value) {
  /** The value given by the folder of the file at {@code path}; empty if it is not a partition. */
  static Optional<FolderValue> of(DatasetType<?> type, String path) {
    int end = Math.max(0, path.lastIndexOf('/'));
    String folder = path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    return type.partitionColumn()
        .filter(column -> folder.startsWith(column + "="))
        .map(column -> of(type, column, folder.substring(column.length() + 1), path));
  }

  private static FolderValue of(DatasetType<?> type, String column, String text, String path) {
    Schema.Field field = type.schema().getField(column);
    try {
      Object value =
          switch (field.schema().getType()) {
            case INT -> Integer.valueOf(text);
            case ENUM ->
                new SpecificData(type.recordClass().getClassLoader())
                    .createEnum(text, field.schema());
            default -> text;
          };
      return new FolderValue(field, value);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "Cannot read %s: the folder of %s is not named after a valid %s"
              .formatted(type, path, column),
          e);
    }
  }

  /** Whether {@code schema} contains the field. */
  boolean isIn(Schema schema) {
    return schema.getField(field.name()) != null;
  }

  /** Sets the field of a row to the value. */
  void put(SpecificRecordBase row) {
    row.put(field.pos(), value);
  }
}
