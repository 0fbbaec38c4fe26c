package dev.vireo.jobs.store;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** Gives maps to the writer in the order of their keys: a HashMap's own order is an accident. */
final class SortedMapData extends SpecificData {
  SortedMapData(ClassLoader loader) {
    super(loader);
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
