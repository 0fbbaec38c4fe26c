package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet's Avro writer with the columns of Vireo's files, which adds to the footer after the last
 * row.
 */
final class ChunkWriteSupport<T extends SpecificRecordBase> extends AvroWriteSupport<T> {
  private final boolean hasMaps;
  private final ChunkOutputFile file;
  private final MessageType columns;
  private final Map<String, String> footer;

  private ChunkWriteSupport(
      ChunkOutputFile file, DatasetType<T> type, MessageType columns, Map<String, String> footer) {
    super(ChunkColumns.typed(type), type.fileSchema(), ChunkRecords.of(type));
    MessageType typed = ChunkColumns.typed(type);
    this.hasMaps = !ChunkColumns.withMapsAsLists(typed).equals(typed);
    this.file = file;
    this.columns = columns;
    this.footer = footer;
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(columns, super.init(configuration).getExtraMetaData());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    super.prepareForWrite(hasMaps ? new MapWriter(consumer) : consumer);
  }

  @Override
  public FinalizedWriteContext finalizeWrite() {
    TreeMap<String, String> all = new TreeMap<>(footer);
    all.put(ChunkFile.ROWS_SIZE, Long.toString(file.size()));
    all.put(ChunkFile.ROWS_HASH, file.beginTail());
    return new FinalizedWriteContext(all);
  }

  /** Builds a writer. */
  static final class Builder<T extends SpecificRecordBase>
      extends ParquetWriter.Builder<T, Builder<T>> {
    private final ChunkOutputFile file;
    private final DatasetType<T> type;
    private final MessageType columns;
    private final Map<String, String> footer;

    Builder(ChunkOutputFile file, DatasetType<T> type, Map<String, String> footer) {
      super(file);
      this.file = file;
      this.type = type;
      this.columns = ChunkColumns.of(type);
      this.footer = footer;
      RepeatingColumns.with(type).forEach(this::withDictionaryEncoding);
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
      return new ChunkWriteSupport<>(file, type, columns, footer);
    }

    /** Never called any more, but the superclass still requires it. */
    @Override
    @SuppressWarnings("deprecation")
    protected WriteSupport<T> getWriteSupport(Configuration configuration) {
      return new ChunkWriteSupport<>(file, type, columns, footer);
    }
  }
}
