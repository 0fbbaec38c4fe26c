package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The view of records that chunks are written from: without the partition column, and with maps
 * sorted by key, because the order of a HashMap is arbitrary.
 */
final class ChunkRecords extends SpecificData {
  /** Cached, because creating one searches the whole class path. */
  private static final Map<DatasetType<?>, ChunkRecords> KEPT = new ConcurrentHashMap<>();

  private final Class<?> row;
  private final int left;

  private ChunkRecords(DatasetType<?> type) {
    super(type.recordClass().getClassLoader());
    this.row = type.recordClass();
    this.left =
        type.partitionColumn()
            .map(column -> type.schema().getField(column).pos())
            .orElse(Integer.MAX_VALUE);
  }

  /** The view of a dataset's records. */
  static ChunkRecords of(DatasetType<?> type) {
    return KEPT.computeIfAbsent(type, ChunkRecords::new);
  }

  /** The field at a position of the file's schema, which has one field fewer than the record. */
  @Override
  public Object getField(Object record, String name, int position) {
    boolean behind = position >= left && row.isInstance(record);
    Object value = super.getField(record, name, behind ? position + 1 : position);
    return value instanceof Map<?, ?> map && !(value instanceof SortedMap) && map.size() > 1
        ? new TreeMap<>(map)
        : value;
  }

  @Override
  protected boolean isMap(Object value) {
    return value instanceof Map;
  }

  @Override
  public Object newRecord(Object old, Schema schema) {
    throw new UnsupportedOperationException("For writing only");
  }
}
