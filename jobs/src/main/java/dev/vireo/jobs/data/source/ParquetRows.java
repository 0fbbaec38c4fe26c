package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads the rows of a slice of a Parquet file. */
final class ParquetRows implements RowsAhead.Reader {
  private final ParquetSource.Slice slice;
  private final WantedColumns wanted;
  private final Configuration configuration;
  private final String place;
  private ParquetFileReader reader;
  private MessageType schema;
  private RecordReader<Group> records;
  private int group;
  private long left;
  private long number;

  private ParquetRows(
      ParquetSource.Slice slice, WantedColumns wanted, Configuration configuration) {
    this.slice = slice;
    this.wanted = wanted;
    this.configuration = configuration;
    this.place = slice.file().display() + " row";
    this.group = slice.first();
    this.number = slice.rows();
  }

  static RowsAhead of(
      ParquetSource.Slice slice, WantedColumns wanted, Configuration configuration) {
    return new RowsAhead(new ParquetRows(slice, wanted, configuration));
  }

  @Override
  public SourceRow next() {
    if (slice.problem() != null) {
      return SourceRow.bad(slice.file().display(), 0, slice.problem());
    }
    try {
      if (reader == null) {
        open();
      }
      while (left == 0) {
        if (group == slice.first() + slice.count()) {
          return null;
        }
        openGroup();
      }
      left--;
      number++;
      ObjectNode object = ParquetValues.row(schema, records.read());
      return wanted.row(object, slice.file(), place, number);
    } catch (CharacterCodingException e) {
      return SourceRow.bad(place, number, "has bytes that are not UTF-8 where text is expected");
    } catch (IOException | RuntimeException | LinkageError e) {
      return SourceRow.bad(slice.file().display(), 0, problem(e));
    }
  }

  private void open() throws IOException {
    reader = ParquetFiles.open(slice.file().path(), configuration);
    schema = ParquetColumns.only(reader.getFileMetaData().getSchema(), wanted.roots());
    reader.setRequestedSchema(schema);
  }

  private void openGroup() throws IOException {
    PageReadStore pages = reader.readRowGroup(group++);
    if (pages == null) {
      return;
    }
    FileMetaData file = reader.getFileMetaData();
    records =
        new ColumnIOFactory(file.getCreatedBy())
            .getColumnIO(schema, file.getSchema())
            .getRecordReader(pages, new GroupRecordConverter(schema));
    left = pages.getRowCount();
  }

  private String problem(Throwable error) {
    String problem = null;
    if (reader != null && !reader.getRowGroups().isEmpty()) {
      problem = ParquetFiles.codecProblem(reader.getRowGroups().get(0), error);
    }
    return problem == null
        ? "cannot be read as Parquet (" + SparkErrors.firstLine(error) + ")"
        : problem;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
