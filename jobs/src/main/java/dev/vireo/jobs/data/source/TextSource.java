package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** JSON lines or CSV. A task reads a whole file, since only so its lines can be counted. */
record TextSource(
    SparkSession spark, TextFormat format, List<SourceFile> files, SourceColumns columns)
    implements RowSource {
  /** How many lines of JSON are looked at to learn which columns there are. */
  private static final int PROBED_LINES = 1000;

  static TextSource open(SparkSession spark, String what, String path, TextFormat format) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    List<SourceFile> files = SourceFiles.list(what, path, configuration);
    SourceColumns columns = new SourceColumns();
    boolean holdsRows = false;
    for (SourceFile file : files) {
      if (!holdsRows) {
        try (InputStream in = SourceFiles.open(file.path(), configuration)) {
          if (format instanceof TextFormat.Csv csv) {
            holdsRows = probe(in, file, csv, columns);
          } else {
            probe(in, file, columns);
            holdsRows = !columns.isEmpty();
          }
        } catch (IOException | RuntimeException | LinkageError e) {
          throw new InputException(
              "Cannot read %s: %s (%s)".formatted(what, file.display(), SparkErrors.firstLine(e)),
              e);
        } catch (JsonLines.JsonException | CsvReader.CsvException e) {
          throw new InputException("Cannot read %s: %s".formatted(what, e.getMessage()), e);
        }
      }
    }
    if (!holdsRows) {
      throw new InputException("Cannot read %s: %s holds no rows".formatted(what, path));
    }
    files.get(0).folders().keySet().forEach(columns::add);
    return new TextSource(spark, format, files, columns);
  }

  /** Learns the columns, unless another file's are known, and whether a row follows. */
  private static boolean probe(
      InputStream in, SourceFile file, TextFormat.Csv format, SourceColumns columns)
      throws IOException, CsvReader.CsvException {
    CsvReader reader = null;
    String place = file.display() + " line ";
    try {
      reader = format.reader(in, file.path());
      List<String> header = reader.next();
      if (columns.isEmpty()) {
        for (String column : header == null ? List.<String>of() : header) {
          columns.add(column == null ? "" : column);
        }
      }
      return header != null && hasNext(reader);
    } catch (CsvReader.CsvException e) {
      throw new CsvReader.CsvException(place + reader.line() + " is not CSV: " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw new CsvReader.CsvException(
          place + (reader == null ? 1 : reader.lastLine()) + " " + TextRows.NOT_UTF8);
    }
  }

  /** What is wrong with a row is said with its place where rows are read. */
  private static boolean hasNext(CsvReader reader) throws IOException {
    try {
      return reader.next() != null;
    } catch (CsvReader.CsvException | CharacterCodingException e) {
      return true;
    }
  }

  private static void probe(InputStream in, SourceFile file, SourceColumns columns)
      throws IOException, JsonLines.JsonException {
    JsonLines reader = new JsonLines(in);
    try {
      for (int i = 0; i < PROBED_LINES; i++) {
        ObjectNode object = reader.next();
        if (object == null) {
          return;
        }
        columns.learn(object);
      }
    } catch (JsonLines.JsonException e) {
      throw new JsonLines.JsonException(
          file.display() + " line " + reader.line() + " " + e.getMessage());
    }
  }

  @Override
  public JavaRDD<SourceRow> rows(WantedColumns wanted, String orderColumn) {
    var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    TextFormat written = format;
    return SourceHash.context(spark)
        .parallelize(files, files.size())
        .flatMap(
            file -> {
              RowsAhead rows;
              try {
                InputStream in = SourceFiles.open(file.path(), configuration.value());
                rows = TextRows.of(in, file, written, wanted);
              } catch (IOException | RuntimeException | LinkageError e) {
                String reason = "cannot be opened: " + SparkErrors.firstLine(e);
                return List.of(SourceRow.bad(file.display(), 0, reason)).iterator();
              }
              TaskContext.get()
                  .addTaskCompletionListener((TaskCompletionListener) context -> rows.close());
              return rows;
            });
  }

  @Override
  public String contentHash(List<ColumnPath> wanted) {
    return SourceHash.of(spark, files, wanted);
  }
}
