package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.HadoopFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet files as Spark's frames, for work on columns rather than texts: the files of subfolders
 * too, names with brackets for what they are, and no column understood that is not wanted. Names
 * that differ by case alone are two columns, and nanoseconds are numbers.
 */
public final class ParquetFrames {
  private ParquetFrames() {}

  /**
   * The wanted columns of the files at a path, and those that folders are named after.
   *
   * @param what what the rows are, for messages
   * @param wanted names; those that are not there are missing in the frame
   * @throws InputException if there are no such files, or they cannot be read
   */
  public static Dataset<Row> read(
      SparkSession spark, String what, String path, Set<String> wanted) {
    return read(spark, what, path, new Selection(wanted));
  }

  /**
   * All columns.
   *
   * @throws InputException likewise, and naming a column that Spark has no type for
   */
  public static Dataset<Row> readAll(SparkSession spark, String what, String path) {
    return read(spark, what, path, new Selection(null));
  }

  /** What is read; null for all. */
  private record Selection(Set<String> names) {
    MessageType of(MessageType schema) {
      return names == null ? schema : ParquetColumns.only(schema, names);
    }
  }

  private static Dataset<Row> read(
      SparkSession spark, String what, String path, Selection selection) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    List<SourceFile> files = SourceFiles.list(what, path, configuration);
    SparkSession session = session(spark);
    String first = files.get(0).path();
    try (ParquetFileReader reader = ParquetFiles.open(first, configuration)) {
      MessageType schema = selection.of(reader.getFileMetaData().getSchema());
      DataFrameReader frames = session.read().schema(schema(session, what, path, schema));
      if (isFolder(path, configuration)) {
        frames = frames.option("basePath", SourceFiles.path(path).toString());
      }
      return frames.parquet(
          files.stream().map(file -> literal(file.path())).toArray(String[]::new));
    } catch (InputException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      // Thrown as different classes, some of them checked ones that Scala does not declare.
      throw new InputException(
          "Cannot read %s: %s cannot be read as Parquet (%s)"
              .formatted(what, path, SparkErrors.firstLine(e)),
          e);
    }
  }

  private static SparkSession session(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.caseSensitive", "true");
    session.conf().set("spark.sql.legacy.parquet.nanosAsLong", "true");
    session.conf().set("spark.sql.session.timeZone", "UTC");
    // A folder's level=02 is 02.
    session.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    return session;
  }

  private static StructType schema(
      SparkSession session, String what, String path, MessageType schema) {
    ParquetToSparkSchemaConverter converter =
        new ParquetToSparkSchemaConverter(session.sessionState().conf());
    List<StructField> fields = new ArrayList<>();
    for (Type field : schema.getFields()) {
      try {
        MessageType alone = new MessageType(schema.getName(), field);
        fields.addAll(Arrays.asList(converter.convert(alone).fields()));
      } catch (Exception e) {
        throw new InputException(
            "Cannot read %s: column '%s' of %s is %s, which Spark cannot read; leave it out of the files"
                .formatted(what, field.getName(), path, field),
            e);
      }
    }
    return new StructType(fields.toArray(StructField[]::new));
  }

  private static boolean isFolder(String path, Configuration configuration) throws IOException {
    Path place = SourceFiles.path(path);
    FileSystem files = HadoopFiles.of(place, configuration);
    return files.exists(place) && files.getFileStatus(place).isDirectory();
  }

  /** The path for a reader that takes some characters for a pattern. */
  private static String literal(String path) {
    return path.replaceAll("([\\\\{}\\[\\]*?])", "\\\\$1");
  }
}
