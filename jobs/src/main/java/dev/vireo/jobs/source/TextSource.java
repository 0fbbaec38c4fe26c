package dev.vireo.jobs.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** JSON lines or CSV. A task reads a whole file, since only so its lines can be counted. */
record TextSource(
    SparkSession spark, String what, boolean json, List<String> files, List<String> columns)
    implements RowSource {
  /** How many lines of JSON are looked at to learn which columns there are. */
  private static final int PROBED_LINES = 1000;

  static TextSource open(SparkSession spark, String what, String path, boolean json) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    List<String> files = SourceFiles.list(what, path, configuration);
    Set<String> columns = new LinkedHashSet<>();
    try {
      for (String file : files) {
        if (!columns.isEmpty()) {
          break;
        }
        try (InputStream in = SourceFiles.open(file, configuration)) {
          probe(in, file, json, columns);
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "Cannot read %s: %s (%s)".formatted(what, path, SparkErrors.firstLine(e)), e);
    } catch (JsonLines.JsonException | CsvReader.CsvException e) {
      throw new InputException("Cannot read %s: %s".formatted(what, e.getMessage()), e);
    }
    if (columns.isEmpty()) {
      throw new InputException("Cannot read %s: %s holds no rows".formatted(what, path));
    }
    return new TextSource(spark, what, json, files, List.copyOf(columns));
  }

  private static void probe(InputStream in, String file, boolean json, Set<String> columns)
      throws IOException, JsonLines.JsonException, CsvReader.CsvException {
    String place = SourceFiles.display(file) + " line ";
    if (!json) {
      CsvReader reader = new CsvReader(TextRows.utf8(in), TextRows.separator(file));
      List<String> header;
      try {
        header = reader.next();
      } catch (CsvReader.CsvException e) {
        throw new CsvReader.CsvException(place + reader.line() + " is not CSV: " + e.getMessage());
      }
      for (String column : header == null ? List.<String>of() : header) {
        columns.add(column == null ? "" : column);
      }
      return;
    }
    JsonLines reader = new JsonLines(in);
    try {
      for (int i = 0; i < PROBED_LINES; i++) {
        ObjectNode object = reader.next();
        if (object == null) {
          return;
        }
        columns.addAll(JsonLines.columns(object));
      }
    } catch (JsonLines.JsonException e) {
      throw new JsonLines.JsonException(place + reader.line() + " " + e.getMessage());
    }
  }

  @Override
  public JavaRDD<SourceRow> rows(List<String> wanted, int needed, String orderColumn) {
    var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    boolean lines = json;
    return context()
        .parallelize(files, files.size())
        .flatMap(
            file -> {
              TextRows rows;
              try {
                InputStream in = SourceFiles.open(file, configuration.value());
                rows =
                    lines
                        ? TextRows.json(in, file, wanted, needed)
                        : TextRows.csv(in, file, wanted);
              } catch (IOException e) {
                String reason = "cannot be opened: " + SparkErrors.firstLine(e);
                return List.of(SourceRow.bad(SourceFiles.display(file), 0, reason)).iterator();
              }
              TaskContext.get()
                  .addTaskCompletionListener((TaskCompletionListener) context -> rows.close());
              return rows;
            });
  }

  @Override
  public String contentHash(List<String> wanted) {
    return hash(spark, files);
  }

  /** One hash of the content of files, in this order, whatever they are called. */
  static String hash(SparkSession spark, List<String> files) {
    var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return String.join(
        "+",
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, files.size())
            .map(file -> SourceFiles.hash(file, configuration.value()))
            .collect());
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
