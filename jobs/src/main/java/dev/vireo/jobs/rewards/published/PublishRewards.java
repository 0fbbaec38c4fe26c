package dev.vireo.jobs.rewards.published;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.ParquetFrames;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * Brings the values of a reward computed elsewhere into the run directory: Parquet files with a row
 * a completion in, one row a group out, under a manifest that names the rollouts and the values.
 * Their order in the files does not matter.
 *
 * <p>Columns: {@code prompt_id}, {@code sample_index} and the value's; where there is {@code
 * iteration} too, only the iteration's rows count. The values of an iteration go through the
 * driver: 8 bytes a completion.
 */
public final class PublishRewards {
  /** The stage's name. */
  public static final String STAGE = "publish-rewards";

  private static final String PROMPT = "prompt_id";
  private static final String SAMPLE = "sample_index";
  private static final String ITERATION = "iteration";

  /**
   * What is to be published.
   *
   * @param name the reward's name
   * @param path the Parquet files
   * @param column the values' column
   * @param replace whether to take the place of other values of the same rollouts
   */
  public record Source(String name, String path, String column, boolean replace) {}

  /** A chunk's groups, and the values of their completions. */
  private record Values(ArrayList<String> promptIds, double[][] values) implements Serializable {}

  private PublishRewards() {}

  /**
   * Checks and publishes the values of an iteration.
   *
   * @throws InputException naming prompt and sample, when a value is missing, there twice, not
   *     finite, or for no completion; when the files cannot be read; when other values are there
   */
  public static DatasetHandle<Rewards> run(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      Source source,
      Progress progress) {
    List<Values> chunks = chunks(rollouts);
    GivenValues given = new GivenValues(source.path(), iteration);
    chunks.forEach(chunk -> given.expect(chunk.promptIds(), chunk.values()));
    Dataset<Row> rows = rows(spark, iteration, source);
    try {
      rows.toLocalIterator().forEachRemaining(row -> add(row, given));
    } catch (Exception e) {
      throw SparkErrors.<RuntimeException>failure("rewards", e);
    }
    given.check();
    Partition<Rewards> output = DatasetRewards.partition(run, source.name(), iteration);
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .input(DatasetRewards.ROLLOUTS, rollouts.contentHash())
            .input("values", hash(chunks));
    refuseOthers(output, fingerprint, source);
    withdrawOthers(output, fingerprint);
    return ChunkStage.<Values, Rewards>of(output, fingerprint)
        .progress(progress, iteration)
        .counting("prompts", chunk -> chunk.values().length)
        .run(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            chunks,
            (index, chunk) -> ChunkResult.of(records(iteration, chunk), Map.of()));
  }

  private static void add(Row row, GivenValues given) {
    given.add(
        row.isNullAt(0) ? null : row.getString(0),
        row.isNullAt(1) ? -1 : row.getLong(1),
        row.isNullAt(2) ? Double.NaN : row.getDouble(2));
  }

  private static void refuseOthers(
      Partition<Rewards> output, Fingerprint fingerprint, Source source) {
    Optional<Fingerprint> there = output.manifest().map(Manifest::fingerprint);
    boolean others =
        there.isPresent()
            && !there.get().equals(fingerprint)
            && there
                .get()
                .inputs()
                .get(DatasetRewards.ROLLOUTS)
                .equals(fingerprint.inputs().get(DatasetRewards.ROLLOUTS));
    if (others && !source.replace()) {
      throw new InputException(
          output.uri()
              + " has other values for the same rollouts: --replace deletes them, and the stages"
              + " after them are redone");
    }
  }

  /** Other values of this reward, or those of rollouts that are gone, give way. */
  private static void withdrawOthers(Partition<Rewards> output, Fingerprint fingerprint) {
    if (output.manifest().filter(old -> !old.fingerprint().equals(fingerprint)).isPresent()) {
      RunFolders.delete(output.run(), output.path());
    }
  }

  /** The groups of the rollouts, chunk by chunk, with room for the values. */
  private static List<Values> chunks(DatasetHandle<Rollout> rollouts) {
    List<Values> chunks = new ArrayList<>();
    for (int chunk : rollouts.chunks()) {
      ArrayList<String> ids = new ArrayList<>();
      List<double[]> groups = new ArrayList<>();
      for (Rollout rollout : rollouts.read(chunk, PROMPT, "completions." + SAMPLE)) {
        ids.add(rollout.getPromptId());
        groups.add(new double[rollout.getCompletions().size()]);
      }
      chunks.add(new Values(ids, groups.toArray(double[][]::new)));
    }
    return chunks;
  }

  private static Dataset<Row> rows(SparkSession spark, int iteration, Source source) {
    Set<String> read = Set.of(PROMPT, SAMPLE, ITERATION, source.column());
    Dataset<Row> all = ParquetFrames.read(spark, "rewards", source.path(), read);
    List<String> columns = List.of(all.columns());
    Map<String, Class<? extends DataType>> wanted = new LinkedHashMap<>();
    wanted.put(PROMPT, StringType.class);
    wanted.put(SAMPLE, IntegralType.class);
    wanted.put(source.column(), NumericType.class);
    wanted.forEach(
        (name, type) -> {
          if (!columns.contains(name)) {
            throw new InputException(
                "%s has no column '%s'; it has %s".formatted(source.path(), name, columns));
          }
          DataType there = all.schema().apply(name).dataType();
          if (!type.isInstance(there)) {
            throw new InputException(
                "%s: column '%s' is %s; it must be %s"
                    .formatted(source.path(), name, there.simpleString(), expected(name)));
          }
        });
    Dataset<Row> ours =
        columns.contains(ITERATION)
            ? all.where(functions.col(ITERATION).cast("long").equalTo(iteration))
            : all;
    return ours.select(
        all.col(PROMPT), all.col(SAMPLE).cast("long"), all.col(source.column()).cast("double"));
  }

  private static String expected(String column) {
    return switch (column) {
      case PROMPT -> "text";
      case SAMPLE -> "a whole number";
      default -> "a number";
    };
  }

  private static List<Rewards> records(int iteration, Values chunk) {
    List<Rewards> records = new ArrayList<>();
    for (int group = 0; group < chunk.values().length; group++) {
      List<CompletionReward> completions = new ArrayList<>();
      for (int sample = 0; sample < chunk.values()[group].length; sample++) {
        completions.add(
            new CompletionReward(
                sample, chunk.values()[group][sample], Map.of(), null, null, null));
      }
      records.add(new Rewards(iteration, chunk.promptIds().get(group), completions));
    }
    return records;
  }

  private static String hash(List<Values> chunks) {
    StringBuilder text = new StringBuilder();
    for (Values chunk : chunks) {
      for (double[] group : chunk.values()) {
        for (double value : group) {
          text.append(Double.toHexString(value)).append('\n');
        }
      }
    }
    return CanonicalJson.hash(text.toString());
  }
}
