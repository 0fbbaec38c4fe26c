package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.arrow.vector.FieldVector;
import org.apache.hadoop.conf.Configuration;

/** The rows of an Arrow file, in order. A problem is a row too, and the last one. */
final class ArrowRows implements Iterator<SourceRow>, Closeable {
  private final SourceFile source;
  private final WantedColumns wanted;
  private final String place;
  private final Map<String, FieldVector> columns = new LinkedHashMap<>();
  private final List<FieldVector> decoded = new ArrayList<>();
  private ArrowFile file;
  private int index;
  private int rows;
  private long number;
  private SourceRow ahead;

  private ArrowRows(SourceFile source, WantedColumns wanted) {
    this.source = source;
    this.wanted = wanted;
    this.place = source.display() + " row";
  }

  static ArrowRows of(SourceFile source, WantedColumns wanted, Configuration configuration) {
    ArrowRows rows = new ArrowRows(source, wanted);
    try {
      rows.file = ArrowFile.open(source.path(), configuration);
      rows.advance();
    } catch (IOException | RuntimeException | LinkageError e) {
      rows.fail(e);
    }
    return rows;
  }

  private void advance() {
    ahead = null;
    if (file == null) {
      return;
    }
    try {
      while (index == rows) {
        if (!openBatch()) {
          close();
          return;
        }
      }
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, FieldVector> column : columns.entrySet()) {
        object.set(column.getKey(), ArrowValues.value(column.getValue(), index));
      }
      index++;
      number++;
      ahead = wanted.row(object, source, place, number);
      if (ahead.problem() != null) {
        close();
      }
    } catch (CharacterCodingException e) {
      ahead = SourceRow.bad(place, number + 1, "has bytes in place of text: they are not UTF-8");
      close();
    } catch (IOException | RuntimeException | LinkageError e) {
      fail(e);
    }
  }

  private boolean openBatch() throws IOException {
    closeDecoded();
    index = 0;
    rows = file.nextBatch();
    for (String name : wanted.roots()) {
      FieldVector column = file.column(name);
      if (column != null && ArrowFile.isEncoded(column)) {
        column = file.decoded(column);
        decoded.add(column);
      }
      if (column != null) {
        columns.put(name, column);
      }
    }
    return rows >= 0;
  }

  private void closeDecoded() {
    decoded.forEach(FieldVector::close);
    decoded.clear();
  }

  private void fail(Throwable error) {
    ahead =
        SourceRow.bad(
            source.display(), 0, "cannot be read as Arrow (" + SparkErrors.firstLine(error) + ")");
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
    if (file != null) {
      closeDecoded();
      try {
        file.close();
      } catch (IOException e) {
        // Everything that was wanted has been read.
      }
      file = null;
    }
  }
}
