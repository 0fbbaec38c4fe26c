package dev.vireo.jobs.store;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** Gives maps to the writer in the order of their keys: a HashMap's own order is an accident. */
final class SortedMapData extends SpecificData {
  /** Kept: making one searches the whole class path. */
  private static final ClassValue<SortedMapData> KEPT =
      new ClassValue<>() {
        @Override
        protected SortedMapData computeValue(Class<?> record) {
          return new SortedMapData(record.getClassLoader());
        }
      };

  private SortedMapData(ClassLoader loader) {
    super(loader);
  }

  /** For records of this class. */
  static SortedMapData of(Class<?> record) {
    return KEPT.get(record);
  }

  @Override
  public Object getField(Object row, String name, int position) {
    Object value = super.getField(row, name, position);
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
