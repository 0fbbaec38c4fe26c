package dev.vireo.jobs.prompts;

import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.slots.Tokenizers;
import dev.vireo.jobs.source.SourceRow;
import dev.vireo.jobs.source.SourceRows;
import dev.vireo.jobs.store.ChunkStage;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.Fingerprint;
import dev.vireo.jobs.store.PartitionRows;
import dev.vireo.jobs.store.TokenLists;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The stage that reads worked examples: {@code fine-tuned/NAME/demonstrations}. */
public final class ReadDemonstrations {

  private static final String WHAT = "demonstrations";

  private ReadDemonstrations() {}

  /**
   * Reads, checks and tokenises the examples.
   *
   * @param name the fine-tuning phase they are for
   * @param tokenizing a checkpoint with the policy's tokenizer
   */
  public static DatasetHandle<Demonstration> run(
      StageContext context,
      String name,
      DemonstrationSettings settings,
      PolicyCheckpoint tokenizing) {
    int contextLength = ModelDirectory.open(tokenizing.local()).config().contextLength();
    Maker maker = Maker.of(settings, tokenizing, contextLength);
    SourceRows source =
        SourceRows.open(context.session(), WHAT, settings.path(), settings.format());
    Fingerprint fingerprint =
        Fingerprint.of("read-demonstrations")
            .input("source", source.contentHash(maker.columns().names(), List.of()))
            .input("tokenizer", tokenizing.contentHash())
            .settings(settings);
    ChunkStage<PartitionRows<Demonstration>, Demonstration> stage =
        ChunkStage.<PartitionRows<Demonstration>, Demonstration>of(
                context.run().child("fine-tuned/" + name).partition(Datasets.DEMONSTRATIONS),
                fingerprint)
            .progress(context.progress(), 0)
            .counting(WHAT, PartitionRows::size);
    Optional<DatasetHandle<Demonstration>> done = stage.skipIfFinished();
    if (done.isPresent()) {
      return done.get();
    }
    try (JudgedRows<Demonstration> rows =
        new JudgedRows<>(
            WHAT,
            settings.path(),
            source
                .rows(maker.columns().names(), List.of(), settings.idColumn())
                .zipWithIndex()
                .map(row -> maker.make(row._1(), row._2())))) {
      DatasetHandle<Demonstration> written =
          RowChunks.write(stage, rows.records(), settings.chunkRows());
      if (rows.dropped() > 0) {
        context.progress().message(rows.dropped() + " demonstrations are too long: left out");
      }
      return written;
    }
  }

  /** The examples' text as it stands in the source, for training a tokenizer on it. */
  public static List<String> texts(StageContext context, DemonstrationSettings settings) {
    Maker maker = Maker.of(settings, null, Integer.MAX_VALUE);
    return SourceRows.open(context.session(), WHAT, settings.path(), settings.format())
        .rows(maker.columns().names(), List.of(), settings.idColumn())
        .map(maker::text)
        .filter(text -> text != null)
        .collect();
  }

  /** Hash of what {@link #texts} reads. */
  public static String textsHash(StageContext context, DemonstrationSettings settings) {
    Maker maker = Maker.of(settings, null, Integer.MAX_VALUE);
    return SourceRows.open(context.session(), WHAT, settings.path(), settings.format())
        .contentHash(maker.columns().names(), List.of());
  }

  private record Maker(
      DemonstrationSettings settings,
      TextTemplate prompt,
      TextTemplate completion,
      SourceColumns columns,
      PolicyCheckpoint tokenizing,
      int maxTokens)
      implements Serializable {

    static Maker of(DemonstrationSettings settings, PolicyCheckpoint tokenizing, int context) {
      TextTemplate prompt = new TextTemplate("demonstrations.prompt", settings.prompt());
      TextTemplate completion =
          new TextTemplate("demonstrations.completion", settings.completion());
      List<String> names = new ArrayList<>(prompt.columns());
      names.addAll(completion.columns());
      names.add(settings.idColumn());
      int maxTokens = settings.maxTokens() > 0 ? Math.min(settings.maxTokens(), context) : context;
      return new Maker(
          settings, prompt, completion, new SourceColumns(names), tokenizing, maxTokens);
    }

    String text(SourceRow row) {
      if (row.problem() != null) {
        return null;
      }
      String given = prompt.fill(column -> columns.value(row, column));
      String learnt = completion.fill(column -> columns.value(row, column));
      return given == null || learnt == null ? null : given + learnt;
    }

    Judged<Demonstration> make(SourceRow row, long number) {
      if (row.problem() != null) {
        return Judged.bad(row.where(), row.problem());
      }
      String given = prompt.fill(column -> columns.value(row, column));
      String learnt = completion.fill(column -> columns.value(row, column));
      if (given == null || given.isEmpty() || learnt == null) {
        return Judged.bad(row.where(), "lacks one of the columns " + columns.names());
      }
      Tokenizer tokenizer = Tokenizers.of(tokenizing);
      int[] promptTokens = tokenizer.encode(given);
      List<Integer> completionTokens = TokenLists.list(tokenizer.encode(learnt));
      completionTokens.add(tokenizer.endOfSequence());
      int tokens = promptTokens.length + completionTokens.size();
      if (tokens > maxTokens) {
        return Judged.misfit(
            row.where(),
            settings.tooLong(),
            "has %d tokens, more than the %d allowed; set too-long to drop to leave such rows out"
                .formatted(tokens, maxTokens));
      }
      String id =
          settings.idColumn() == null
              ? String.format(Locale.ROOT, "%09d", number)
              : columns.value(row, settings.idColumn());
      return Judged.good(
          row.where(),
          Demonstration.newBuilder()
              .setDemonstrationId(id)
              .setPromptTokenIds(TokenLists.list(promptTokens))
              .setCompletionTokenIds(completionTokens)
              .build());
    }
  }
}
