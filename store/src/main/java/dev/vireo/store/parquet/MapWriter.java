package dev.vireo.store.parquet;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Adapts Avro's writer, which writes maps, to files, which have lists of entries instead: each
 * entry becomes an element of the list. Avro's writer names the entries of a map, and nothing else,
 * {@code key_value}.
 */
final class MapWriter extends RecordConsumer {
  private static final String ENTRIES = "key_value";

  private final RecordConsumer file;

  /** Number of open groups within an entry, including the entry itself; 0 outside an entry. */
  private int depth;

  private boolean amongEntries;

  MapWriter(RecordConsumer file) {
    this.file = file;
  }

  @Override
  public void startField(String name, int index) {
    if (name.equals(ENTRIES)) {
      amongEntries = true;
      file.startField(ChunkColumns.LIST, index);
    } else {
      file.startField(name, index);
    }
  }

  @Override
  public void endField(String name, int index) {
    if (name.equals(ENTRIES)) {
      amongEntries = false;
      file.endField(ChunkColumns.LIST, index);
    } else {
      file.endField(name, index);
    }
  }

  @Override
  public void startGroup() {
    file.startGroup();
    if (amongEntries && depth++ == 0) {
      file.startField(ChunkColumns.ELEMENT, 0);
      file.startGroup();
    }
  }

  @Override
  public void endGroup() {
    if (amongEntries && --depth == 0) {
      file.endGroup();
      file.endField(ChunkColumns.ELEMENT, 0);
    }
    file.endGroup();
  }

  @Override
  public void startMessage() {
    file.startMessage();
  }

  @Override
  public void endMessage() {
    file.endMessage();
  }

  @Override
  public void addInteger(int value) {
    file.addInteger(value);
  }

  @Override
  public void addLong(long value) {
    file.addLong(value);
  }

  @Override
  public void addBoolean(boolean value) {
    file.addBoolean(value);
  }

  @Override
  public void addBinary(Binary value) {
    file.addBinary(value);
  }

  @Override
  public void addFloat(float value) {
    file.addFloat(value);
  }

  @Override
  public void addDouble(double value) {
    file.addDouble(value);
  }

  @Override
  public void flush() {
    file.flush();
  }
}
