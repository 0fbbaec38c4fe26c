package dev.vireo.jobs.data.source;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What files hold, in a few characters. */
final class SourceHash {
  private SourceHash() {}

  /**
   * One hash of the content of files, in this order, regardless of what they are called; with the
   * values of the columns wanted that are in names of folders.
   */
  static String of(SparkSession spark, List<SourceFile> files, List<ColumnPath> wanted) {
    var configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    List<String> roots = wanted.stream().map(ColumnPath::root).distinct().toList();
    return String.join(
        "+",
        context(spark)
            .parallelize(files, files.size())
            .map(
                file -> {
                  StringBuilder hash =
                      new StringBuilder(SourceFiles.hash(file.path(), configuration.value()));
                  for (String root : roots) {
                    if (file.folders().containsKey(root)) {
                      hash.append(':').append(root).append('=').append(file.folders().get(root));
                    }
                  }
                  return hash.toString();
                })
            .collect());
  }

  static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
