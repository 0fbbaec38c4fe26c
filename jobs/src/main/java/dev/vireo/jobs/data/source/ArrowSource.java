package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Arrow files, as streams or as files, or a folder that Hugging Face's {@code datasets} saved. A
 * task reads a whole file.
 */
record ArrowSource(SparkSession spark, List<SourceFile> files, SourceColumns columns)
    implements RowSource {

  static ArrowSource open(SparkSession spark, String what, String path) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    String place = path;
    try {
      List<SourceFile> files =
          SavedDataset.isAt(path, configuration)
              ? SavedDataset.files(what, path, configuration)
              : SourceFiles.list(what, path, configuration);
      place = files.get(0).display();
      SourceColumns columns = new SourceColumns();
      try (ArrowFile file = ArrowFile.open(files.get(0).path(), configuration)) {
        file.schema().getFields().forEach(field -> learn(field, columns.add(field.getName())));
      }
      files.get(0).folders().keySet().forEach(columns::add);
      return new ArrowSource(spark, files, columns);
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new InputException(
          "Cannot read %s: %s cannot be read as Arrow (%s)"
              .formatted(what, place, SparkErrors.firstLine(e)),
          e);
    }
  }

  private static void learn(Field field, SourceColumns column) {
    boolean struct = field.getType() instanceof ArrowType.Struct;
    for (Field child : field.getChildren()) {
      if (field.getType() instanceof ArrowType.Map) {
        learn(child.getChildren().get(1), column.add(SourceColumns.KEY));
      } else {
        learn(child, column.add(struct ? child.getName() : SourceColumns.PLACE));
      }
    }
  }

  @Override
  public JavaRDD<SourceRow> rows(WantedColumns wanted, String orderColumn) {
    var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return SourceHash.context(spark)
        .parallelize(files, files.size())
        .flatMap(
            file -> {
              RowsAhead rows = ArrowRows.of(file, wanted, configuration.value());
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
