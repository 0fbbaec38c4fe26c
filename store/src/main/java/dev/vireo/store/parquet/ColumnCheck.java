package dev.vireo.store.parquet;

import dev.vireo.algorithms.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/**
 * Compares the columns of a file written by another program with those that a stage reads.
 * Otherwise, the reader would take a missing column, or a null in a column of numbers, for zeros.
 */
final class ColumnCheck {
  /** Names that Parquet writers use for the levels of lists and maps. */
  private static final Set<String> LEVELS =
      Set.of("list", "bag", "array", "array_element", "element", "item", "key_value", "map");

  private final String location;
  private final String given;
  private final Map<String, Long> nulls;

  private ColumnCheck(String location, String given, Map<String, Long> nulls) {
    this.location = location;
    this.given = given;
    this.nulls = nulls;
  }

  /**
   * Checks a file.
   *
   * @param location the file's name, for messages
   * @param wanted the columns to be read
   * @param given a column that the file need not have; empty for none
   * @param there the file's columns
   * @param blocks the file's row groups
   * @throws InputException if a required column is missing, has another type, or contains nulls
   */
  static void check(
      String location, Schema wanted, String given, Schema there, List<BlockMetaData> blocks) {
    new ColumnCheck(location, given, nulls(blocks)).check("", wanted, there, false);
  }

  /** Number of nulls in each column, by dotted name. */
  private static Map<String, Long> nulls(List<BlockMetaData> blocks) {
    Map<String, Long> nulls = new HashMap<>();
    for (BlockMetaData block : blocks) {
      for (ColumnChunkMetaData column : block.getColumns()) {
        Statistics<?> statistics = column.getStatistics();
        if (statistics != null && statistics.isNumNullsSet()) {
          String name =
              List.of(column.getPath().toArray()).stream()
                  .filter(part -> !LEVELS.contains(part))
                  .collect(Collectors.joining("."));
          nulls.merge(name, statistics.getNumNulls(), Long::sum);
        }
      }
    }
    return nulls;
  }

  private void check(String name, Schema wanted, Schema there, boolean nullable) {
    Schema inner = valueOf(there);
    boolean optional = nullable || there.getType() == Schema.Type.UNION;
    switch (wanted.getType()) {
      case UNION -> check(name, valueOf(wanted), inner, false);
      case RECORD -> {
        requireType(name, wanted, inner, inner.getType() == Schema.Type.RECORD);
        for (Schema.Field field : wanted.getFields()) {
          checkField(
              name.isEmpty() ? field.name() : name + "." + field.name(), field, inner, optional);
        }
      }
      case ARRAY -> {
        requireType(name, wanted, inner, inner.getType() == Schema.Type.ARRAY);
        check(name, wanted.getElementType(), inner.getElementType(), optional);
      }
      case MAP -> requireType(name, wanted, inner, isMap(inner));
      default -> checkLeaf(name, wanted, inner, optional);
    }
  }

  private void checkField(String name, Schema.Field field, Schema there, boolean optional) {
    Schema.Field found = there.getField(field.name());
    if (found == null && !field.hasDefaultValue() && !name.equals(given)) {
      throw new InputException(location + " has no column " + name);
    }
    if (found != null) {
      boolean mayBeNull = field.schema().getType() == Schema.Type.UNION;
      check(name, field.schema(), found.schema(), optional && !mayBeNull);
    }
  }

  private void checkLeaf(String name, Schema wanted, Schema there, boolean optional) {
    requireType(name, wanted, there, kind(wanted).equals(kind(there)));
    long count = nulls.getOrDefault(name, 0L);
    if (optional && count > 0) {
      throw new InputException(
          location + " has " + count + " nulls in column " + name + ", which must have none");
    }
  }

  private void requireType(String name, Schema wanted, Schema there, boolean same) {
    if (!same) {
      throw new InputException(
          location
              + (name.isEmpty() ? "" : " has in column " + name)
              + " values of type "
              + kind(there)
              + ", not "
              + kind(wanted));
    }
  }

  /** Whether this is a map or a list of entries, which {@link ChunkColumns} makes of a map. */
  private static boolean isMap(Schema there) {
    if (there.getType() != Schema.Type.ARRAY) {
      return there.getType() == Schema.Type.MAP;
    }
    Schema entry = valueOf(there.getElementType());
    return entry.getType() == Schema.Type.RECORD
        && entry.getFields().stream().map(Schema.Field::name).toList().equals(ChunkColumns.ENTRY);
  }

  /** The kind of value, where an enum counts as text. */
  private static String kind(Schema schema) {
    return schema.getType() == Schema.Type.ENUM ? "string" : schema.getType().getName();
  }

  private static Schema valueOf(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    return schema.getTypes().stream()
        .filter(type -> type.getType() != Schema.Type.NULL)
        .findFirst()
        .orElse(schema);
  }
}
