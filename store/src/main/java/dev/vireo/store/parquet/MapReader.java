package dev.vireo.store.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Adapts lists of entries, as files have them, to Avro's converters, which make maps: each element
 * of such a list is an entry.
 *
 * @param <T> class of a row
 */
final class MapReader<T> extends RecordMaterializer<T> {
  private final RecordMaterializer<T> rows;
  private final GroupConverter root;

  private MapReader(RecordMaterializer<T> rows, GroupConverter root) {
    this.rows = rows;
    this.root = root;
  }

  /**
   * A materializer of a file's rows.
   *
   * @param rows materializer of rows with the {@code requested} columns
   * @param requested the columns, with maps
   * @param present the same columns as in the file
   */
  static <T> RecordMaterializer<T> of(
      RecordMaterializer<T> rows, MessageType requested, MessageType present) {
    return requested.equals(present)
        ? rows
        : new MapReader<>(rows, new Passing(rows.getRootConverter(), requested, present));
  }

  @Override
  public T getCurrentRecord() {
    return rows.getCurrentRecord();
  }

  @Override
  public void skipCurrentRecord() {
    rows.skipCurrentRecord();
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static Converter converter(Converter known, Type requested, Type present) {
    if (requested.equals(present)) {
      return known;
    }
    return ChunkColumns.isMap(requested)
        ? new Entries(known.asGroupConverter())
        : new Passing(known.asGroupConverter(), requested.asGroupType(), present.asGroupType());
  }

  /** A group with a map somewhere inside it. */
  private static final class Passing extends GroupConverter {
    private final GroupConverter known;
    private final Converter[] fields;

    Passing(GroupConverter known, GroupType requested, GroupType present) {
      this.known = known;
      this.fields = new Converter[requested.getFieldCount()];
      for (int field = 0; field < fields.length; field++) {
        fields[field] =
            converter(known.getConverter(field), requested.getType(field), present.getType(field));
      }
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {
      known.start();
    }

    @Override
    public void end() {
      known.end();
    }
  }

  /** A list that stands for a map: its repeated group has one extra field around the entry. */
  private static final class Entries extends GroupConverter {
    private final GroupConverter map;
    private final Converter repeated;

    Entries(GroupConverter map) {
      this.map = map;
      this.repeated = new Around(map.getConverter(0));
    }

    @Override
    public Converter getConverter(int field) {
      return repeated;
    }

    @Override
    public void start() {
      map.start();
    }

    @Override
    public void end() {
      map.end();
    }
  }

  /** The extra level around an entry, which passes nothing on. */
  private static final class Around extends GroupConverter {
    private final Converter inner;

    Around(Converter inner) {
      this.inner = inner;
    }

    @Override
    public Converter getConverter(int field) {
      return inner;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
