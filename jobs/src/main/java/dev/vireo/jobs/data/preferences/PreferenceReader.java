package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.Intake;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Preference;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Turns a source of preferences into the {@code preferences} dataset, in the source's order. */
public final class PreferenceReader {
  /** The stage's name. */
  public static final String STAGE = "shard-preferences";

  private static final ColumnPlan SOLUTIONS = ColumnPlan.none().need(SolutionPairs.COLUMNS);

  private final PreferenceSettings settings;

  private PreferenceReader(PreferenceSettings settings) {
    this.settings = settings;
  }

  /** The stage with these settings. */
  public static PreferenceReader of(PreferenceSettings settings) {
    return new PreferenceReader(settings);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(PreferenceSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /**
   * Makes the dataset, unless it is there already.
   *
   * @throws InputException naming what is wrong with the source or the settings, and where
   */
  public DatasetHandle<Preference> run(SparkSession spark, RunDirectory run, Progress progress) {
    SourceRows source = SourceRows.open(spark, "preferences", settings.source());
    boolean pairs = settings.layout() == PreferenceLayout.PAIRS;
    Fingerprint fingerprint =
        declared(settings)
            .input(
                "source",
                source.contentHash(pairs ? plan(source.columns()) : SolutionPairs.plan(source)));
    ChunkStage<PartitionRows<Preference>, Preference> stage =
        ChunkStage.<PartitionRows<Preference>, Preference>of(
                run.partition(Datasets.PREFERENCES), fingerprint)
            .progress(progress, 0)
            .counting("pairs", PartitionRows::size);
    Optional<DatasetHandle<Preference>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    JavaRDD<SourceRow> rows =
        pairs ? source.rows(plan(source.columns()), settings.idColumn()) : SolutionPairs.of(source);
    try (Intake<Preference> intake =
        Intake.of(rows, Datasets.PREFERENCES, opener(source.columns()), settings.rules())) {
      if (intake.chunkSizes(false).length == 0) {
        throw new InputException(
            "There are no preferences in %s: no question has a correct and an incorrect solution"
                .formatted(settings.path()));
      }
      return PartitionedStage.run(
          stage,
          intake.chunks(false),
          intake.chunkSizes(false),
          (index, chunk) -> {
            List<Preference> preferences = new ArrayList<>();
            chunk.rows().forEachRemaining(preferences::add);
            return ChunkResult.of(preferences);
          });
    }
  }

  private ColumnPlan plan(List<String> columns) {
    return ColumnPlan.none()
        .need(settings.idColumn())
        .need(promptColumn(columns))
        .need(List.of(settings.chosenColumn(), settings.rejectedColumn()));
  }

  /** The column with prompts; null if the usual one is not there: conversations begin so. */
  private String promptColumn(List<String> columns) {
    String usual = PreferenceSettings.defaults().promptColumn();
    String column = settings.promptColumn();
    return column.equals(usual) && !columns.contains(usual) ? null : column;
  }

  private DraftMaker.Opener<Preference> opener(List<String> columns) {
    if (settings.layout() == PreferenceLayout.GSM8K_SOLUTIONS) {
      String[] solution = SolutionPairs.COLUMNS.toArray(String[]::new);
      return () -> row -> make(row, SOLUTIONS, null, solution);
    }
    ColumnPlan plan = plan(columns);
    String id = settings.idColumn();
    String prompt = promptColumn(columns);
    String chosen = settings.chosenColumn();
    String rejected = settings.rejectedColumn();
    return () -> row -> make(row, plan, id, prompt, chosen, rejected);
  }

  private static Draft<Preference> make(
      SourceRow row, ColumnPlan plan, String idColumn, String... columns) {
    String id = idColumn == null ? null : plan.value(row, idColumn);
    if (idColumn != null && (id == null || id.isBlank())) {
      return Draft.bad(row, "has no id in column '%s'".formatted(idColumn));
    }
    String[] texts = new String[columns.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = columns[i] == null ? null : plan.value(row, columns[i]);
      if (columns[i] != null && texts[i] == null) {
        return Draft.bad(row, "has no value in column '%s'".formatted(columns[i]));
      }
    }
    PreferenceTexts pair = PreferenceTexts.of(texts[0], texts[1], texts[2]);
    if (pair.problem() != null) {
      return Draft.bad(row, pair.problem());
    }
    if (pair.chosen().equals(pair.rejected())) {
      return Draft.bad(row, "prefers a completion to itself");
    }
    Preference made =
        Preference.newBuilder()
            .setPairId("")
            .setPrompt(pair.prompt())
            .setChosen(pair.chosen())
            .setRejected(pair.rejected())
            .build();
    return Draft.of(row, made, id, 0, false);
  }
}
