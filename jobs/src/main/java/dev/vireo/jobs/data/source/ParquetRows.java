package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** The rows of a slice of a Parquet file, in order. A problem is a row too, and the last one. */
final class ParquetRows implements Iterator<SourceRow>, Closeable {
  private final ParquetSource.Slice slice;
  private final WantedColumns wanted;
  private final String place;
  private ParquetFileReader reader;
  private MessageType schema;
  private RecordReader<Group> records;
  private int group;
  private long left;
  private long number;
  private SourceRow ahead;

  private ParquetRows(ParquetSource.Slice slice, WantedColumns wanted) {
    this.slice = slice;
    this.wanted = wanted;
    this.place = slice.file().display() + " row";
    this.group = slice.first();
    this.number = slice.rows();
  }

  static ParquetRows of(
      ParquetSource.Slice slice, WantedColumns wanted, Configuration configuration) {
    ParquetRows rows = new ParquetRows(slice, wanted);
    if (slice.problem() != null) {
      rows.ahead = SourceRow.bad(slice.file().display(), 0, slice.problem());
      return rows;
    }
    try {
      rows.reader = ParquetFiles.open(slice.file().path(), configuration);
      MessageType all = rows.reader.getFileMetaData().getSchema();
      rows.schema = ParquetColumns.only(all, wanted.roots());
      rows.reader.setRequestedSchema(rows.schema);
      rows.advance();
    } catch (IOException | RuntimeException | LinkageError e) {
      rows.fail(e);
    }
    return rows;
  }

  private void advance() {
    ahead = null;
    try {
      while (left == 0) {
        if (group == slice.first() + slice.count()) {
          close();
          return;
        }
        openGroup();
      }
      left--;
      number++;
      ObjectNode object = ParquetValues.row(schema, records.read());
      ahead = wanted.row(object, slice.file(), place, number);
      if (ahead.problem() != null) {
        end();
      }
    } catch (CharacterCodingException e) {
      ahead = SourceRow.bad(place, number, "has bytes in place of text: they are not UTF-8");
      end();
    } catch (IOException | RuntimeException | LinkageError e) {
      fail(e);
    }
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

  private void fail(Throwable error) {
    String problem = null;
    if (reader != null && !reader.getRowGroups().isEmpty()) {
      problem = ParquetFiles.codecProblem(reader.getRowGroups().get(0), error);
    }
    ahead =
        SourceRow.bad(
            slice.file().display(),
            0,
            problem == null
                ? "cannot be read as Parquet (" + SparkErrors.firstLine(error) + ")"
                : problem);
    end();
  }

  private void end() {
    left = 0;
    group = slice.first() + slice.count();
    close();
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public SourceRow next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    SourceRow row = ahead;
    advance();
    return row;
  }

  @Override
  public void close() {
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        // Everything that was wanted has been read.
      }
      reader = null;
    }
  }
}
