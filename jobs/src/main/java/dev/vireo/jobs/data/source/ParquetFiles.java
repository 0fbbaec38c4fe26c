package dev.vireo.jobs.data.source;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Opens Parquet files, regardless of their names. */
final class ParquetFiles {
  private ParquetFiles() {}

  /**
   * A reader of a file, which has read the file's footer.
   *
   * @throws IOException if the file cannot be read or is not Parquet
   */
  static ParquetFileReader open(String file, Configuration configuration) throws IOException {
    ParquetReadOptions options = HadoopReadOptions.builder(configuration).build();
    try {
      return ParquetFileReader.open(new Input(file, configuration), options);
    } catch (RuntimeException e) {
      throw new IOException(SparkErrors.firstLine(e), e);
    }
  }

  /** Why a row group cannot be read here: it is compressed by what is not there; else null. */
  static String codecProblem(BlockMetaData block, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      boolean missing =
          cause instanceof ClassNotFoundException
              || cause instanceof LinkageError
              || String.valueOf(cause.getMessage()).contains("was not found");
      if (missing && !block.getColumns().isEmpty()) {
        ColumnChunkMetaData column = block.getColumns().get(0);
        return "is compressed with %s, which cannot be read here; write it with zstd, snappy or gzip"
            .formatted(column.getCodec().name().toLowerCase(Locale.ROOT));
      }
    }
    return null;
  }

  /** A file, opened as all others are. */
  private record Input(String file, Configuration configuration) implements InputFile {
    @Override
    public long getLength() throws IOException {
      return SourceFiles.length(file, configuration);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return HadoopStreams.wrap(SourceFiles.raw(file, configuration));
    }

    /** How Parquet's own messages name the file. */
    @Override
    public String toString() {
      return SourceFiles.path(file).getName();
    }
  }
}
