package dev.vireo.pipelines.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster's spark-defaults.conf may say, and another locale and time zone. */
final class ClusterDefaultsIT {

  private static final Map<String, String> HOSTILE =
      Map.ofEntries(
          Map.entry("spark.sql.ansi.enabled", "false"),
          Map.entry("spark.sql.caseSensitive", "true"),
          Map.entry("spark.sql.session.timeZone", "Asia/Tokyo"),
          Map.entry("spark.sql.files.ignoreCorruptFiles", "true"),
          Map.entry("spark.sql.files.maxPartitionBytes", "20000"),
          Map.entry("spark.sql.files.openCostInBytes", "10"),
          Map.entry("spark.sql.files.maxRecordsPerFile", "3"),
          Map.entry("spark.sql.parquet.binaryAsString", "true"),
          Map.entry("spark.sql.parquet.compression.codec", "gzip"),
          Map.entry("spark.sql.parquet.mergeSchema", "true"),
          Map.entry("spark.sql.parquet.writeLegacyFormat", "true"),
          Map.entry("spark.sql.legacy.parquet.nanosAsLong", "true"),
          Map.entry("spark.sql.sources.default", "orc"),
          Map.entry("spark.sql.shuffle.partitions", "7"),
          Map.entry("spark.sql.adaptive.enabled", "false"),
          Map.entry("spark.default.parallelism", "5"),
          Map.entry("spark.io.compression.codec", "zstd"),
          Map.entry("spark.kryo.registrationRequired", "true"),
          Map.entry("spark.rdd.compress", "true"),
          Map.entry("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
          Map.entry("spark.speculation", "true"));

  private static final String[] SETTINGS = {
    "iterations=1",
    "rewards=[{type: length, name: characters, options: {target: 3, unit: characters,"
        + " slope: 0.3}}, {type: sql, name: shares, options: {expression:"
        + " \"length(completion) / 7.0\"}}]",
    "evaluation.accuracy=shares",
  };

  @TempDir Path folder;

  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void restore() {
    HOSTILE.keySet().forEach(System::clearProperty);
    System.clearProperty("spark.master");
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }

  @Test
  void noByteOfARunDependsOnThem() throws IOException {
    Path yaml = TinyRun.write(folder);
    run(yaml, "plain");
    Map<String, String> expected = RunFiles.hashes(folder.resolve("plain"));
    assertThat(expected).containsKey("checkpoints/step-000001/model.safetensors");

    HOSTILE.forEach(System::setProperty);
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    run(yaml, "hostile");
    assertThat(RunFiles.hashes(folder.resolve("hostile"))).isEqualTo(expected);
  }

  private void run(Path yaml, String name) {
    TinyRun.run(TinyRun.config(yaml, folder.resolve(name), SETTINGS), Progress.NONE, "local[2]");
  }
}
