package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.hadoop.conf.Configuration;

/** Reads the rows of an Arrow file. */
final class ArrowRows implements RowsAhead.Reader {
  private final SourceFile source;
  private final WantedColumns wanted;
  private final Configuration configuration;
  private final String place;
  private final Map<String, FieldVector> columns = new LinkedHashMap<>();
  private final List<FieldVector> decoded = new ArrayList<>();
  private ArrowFile file;
  private int index;
  private int rows;
  private long number;

  private ArrowRows(SourceFile source, WantedColumns wanted, Configuration configuration) {
    this.source = source;
    this.wanted = wanted;
    this.configuration = configuration;
    this.place = source.display() + " row";
  }

  static RowsAhead of(SourceFile source, WantedColumns wanted, Configuration configuration) {
    return new RowsAhead(new ArrowRows(source, wanted, configuration));
  }

  @Override
  public SourceRow next() {
    try {
      if (file == null) {
        file = ArrowFile.open(source.path(), configuration);
      }
      while (index == rows) {
        if (!openBatch()) {
          return null;
        }
      }
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, FieldVector> column : columns.entrySet()) {
        object.set(column.getKey(), ArrowValues.value(column.getValue(), index));
      }
      index++;
      number++;
      return wanted.row(object, source, place, number);
    } catch (CharacterCodingException e) {
      return SourceRow.bad(
          place, number + 1, "has bytes that are not UTF-8 where text is expected");
    } catch (IOException | RuntimeException | LinkageError e) {
      return SourceRow.bad(
          source.display(), 0, "cannot be read as Arrow (" + SparkErrors.firstLine(e) + ")");
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

  @Override
  public void close() throws IOException {
    if (file != null) {
      closeDecoded();
      file.close();
    }
  }
}
