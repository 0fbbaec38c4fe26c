package dev.vireo.schemas;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One of the datasets of a run: its name, the class of its rows, its key and how it is partitioned.
 * The instances are the constants of {@link Datasets}.
 *
 * @param <T> class of a row, generated from the dataset's Avro schema
 */
public final class DatasetType<T extends SpecificRecordBase> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient Class<T> recordClass;
  private final transient Schema schema;
  private final transient Schema fileSchema;
  private final transient List<String> key;
  private final transient String partitionColumn;

  DatasetType(String name, Class<T> recordClass, String partitionColumn, String... key) {
    this.name = name;
    this.recordClass = recordClass;
    this.schema = SpecificData.get().getSchema(recordClass);
    this.fileSchema = without(schema, partitionColumn);
    this.partitionColumn = partitionColumn;
    this.key = List.of(key);
  }

  /** The dataset's name, which is also its folder in a run directory. */
  public String name() {
    return name;
  }

  /** Class of a row. */
  public Class<T> recordClass() {
    return recordClass;
  }

  /** Schema of a row. */
  public Schema schema() {
    return schema;
  }

  /**
   * Schema of a row of a file: the partition's column is left to the folder's name. Readers that
   * know Hive's folders add it, and several refuse a column that is in both places.
   */
  public Schema fileSchema() {
    return fileSchema;
  }

  private static Schema without(Schema schema, String column) {
    if (column == null) {
      return schema;
    }
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(field -> !field.name().equals(column))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** Columns that name a row; no two rows of one dataset have the same values in all of them. */
  public List<String> key() {
    return key;
  }

  /** The column by whose value the rows are split into folders; empty if there is one folder. */
  public Optional<String> partitionColumn() {
    return Optional.ofNullable(partitionColumn);
  }

  /** The constant itself, so that identity survives a trip to another machine. */
  private Object readResolve() throws InvalidObjectException {
    return Datasets.named(name)
        .orElseThrow(() -> new InvalidObjectException("There is no dataset named " + name));
  }

  @Override
  public String toString() {
    return name;
  }
}
