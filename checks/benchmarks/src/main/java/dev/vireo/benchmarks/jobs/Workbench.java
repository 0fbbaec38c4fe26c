package dev.vireo.benchmarks.jobs;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Spark in this process and a temporary folder, for as long as a benchmark takes.
 *
 * @param session Spark
 * @param folder deleted at the end
 */
record Workbench(SparkSession session, Path folder) implements AutoCloseable {
  private static final long SEED = 17;

  /** Spark on so many threads. */
  static Workbench open(int threads) {
    return open(threads, FloatFormat.FLOAT32);
  }

  /** Spark on so many threads, whose tasks multiply in a format. */
  static Workbench open(int threads, FloatFormat products) {
    System.setProperty("spark.master", "local[" + threads + "]");
    try {
      Path folder = Files.createTempDirectory("vireo-benchmark-");
      SparkSession session =
          SparkSessions.open("vireo benchmark", DeviceChoice.CPU, products, ExchangeChoice.DRIVER);
      return new Workbench(session, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder", e);
    }
  }

  /** What stages need, with the temporary folder's {@code run} as their run directory. */
  StageContext context() {
    return new StageContext(session, RunDirectory.at(folder.resolve("run")), SEED, Progress.NONE);
  }

  /** A number on the command line, or its default. */
  static int argument(String[] arguments, int index, int otherwise) {
    return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
  }

  /** All processors. */
  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public void close() {
    session.stop();
    FileUtil.fullyDelete(folder.toFile());
  }
}
