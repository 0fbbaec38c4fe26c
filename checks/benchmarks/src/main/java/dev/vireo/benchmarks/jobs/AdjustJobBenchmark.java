package dev.vireo.benchmarks.jobs;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.jobs.advantages.AdjustParquet;
import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Both adjustment jobs on one-row-per-group Parquet beside reading and writing the same columns.
 * Arguments: groups (200,000), chunks (16), rounds (5), threads (all processors).
 *
 * <p>Random rewards make every written number hard to compress, on both sides.
 */
public final class AdjustJobBenchmark {
  private static final int GROUP_SIZE = 16;
  private static final double TARGET = 1.25;

  private final Workbench bench;
  private final int groups;
  private final int chunks;
  private final int rounds;

  private AdjustJobBenchmark(Workbench bench, int groups, int chunks, int rounds) {
    this.bench = bench;
    this.groups = groups;
    this.chunks = chunks;
    this.rounds = rounds;
  }

  /** Runs it. */
  public static void main(String[] arguments) {
    int groups = Workbench.argument(arguments, 0, 200_000);
    int chunks = Workbench.argument(arguments, 1, 16);
    int rounds = Workbench.argument(arguments, 2, 5);
    int threads = Workbench.argument(arguments, 3, Workbench.processors());
    System.out.printf(
        Locale.ROOT,
        "%,d groups of %d in %d chunks, %d threads, %d rounds%n",
        groups,
        GROUP_SIZE,
        chunks,
        threads,
        rounds);
    try (Workbench bench = Workbench.open(threads)) {
      AdjustJobBenchmark benchmark = new AdjustJobBenchmark(bench, groups, chunks, rounds);
      report("ComputeAdvantages", benchmark.stage());
      report("vireo adjust --format parquet", benchmark.parquet());
    }
  }

  private static void report(String job, SideBySide times) {
    System.out.println(job);
    times.print("adjust", "read and write only");
    System.out.printf(Locale.ROOT, "  ratio %.3f (target: at most %.2f)%n", times.ratio(), TARGET);
  }

  /** The stage ComputeAdvantages, on chunk files. */
  private SideBySide stage() {
    StageContext context = bench.context();
    DatasetHandle<Rewards> rewards = new RandomRewards(groups, GROUP_SIZE, chunks).write(context);
    AdvantageStageSettings settings =
        new AdvantageStageSettings(
            Algorithm.GRPOVI, AdjustmentSettings.defaults(), AdvantageSettings.defaults());
    RunDirectory copies = context.run().child("copy");
    return SideBySide.measure(
        rounds,
        round -> {
          context.run().delete(Datasets.ADVANTAGES.name());
          return SideBySide.time(
              () ->
                  ComputeAdvantages.run(
                      context, 1, rewards, Optional.empty(), Optional.empty(), settings));
        },
        round -> {
          copies.delete(Datasets.ADVANTAGES.name());
          return SideBySide.time(() -> new CopyRewards(rewards).run(context, copies));
        });
  }

  /** The job of the command line, on Parquet of any origin. */
  private SideBySide parquet() {
    SparkSession spark = bench.session();
    String in = path("groups");
    spark
        .range(0, groups, 1, chunks)
        .selectExpr(
            "concat('prompt-', id) as prompt_id",
            "transform(sequence(1, "
                + GROUP_SIZE
                + "), i -> (xxhash64(id, i) & 4294967295L) / 4294967296D) as rewards")
        .write()
        .option("compression", "zstd")
        .parquet(in);
    return SideBySide.measure(
        rounds,
        round -> {
          String out = fresh("adjusted");
          return SideBySide.time(
              () -> AdjustParquet.run(spark, in, out, AdjustmentSettings.defaults()));
        },
        round -> {
          String out = fresh("copied");
          return SideBySide.time(() -> copy(spark, in, out));
        });
  }

  private static void copy(SparkSession spark, String in, String out) {
    spark
        .read()
        .parquet(in)
        .selectExpr(
            "*",
            "rewards as adjusted",
            "rewards[0] as mean",
            "rewards[1] as variance_before",
            "rewards[2] as variance_after")
        .write()
        .option("compression", "zstd")
        .parquet(out);
  }

  private String path(String name) {
    return bench.folder().resolve(name).toString();
  }

  private String fresh(String name) {
    FileUtil.fullyDelete(bench.folder().resolve(name).toFile());
    return path(name);
  }
}
