package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.prompts.RowKey;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.parquet.TokenLists;
import java.util.Arrays;
import java.util.List;

/** Makes a pair of a row. Completions are not cut yet. */
final class PairMaker implements DraftMaker<PreferencePair> {
  private final PreferencePairSettings settings;
  private final String promptColumn;
  private final ColumnPlan plan;
  private final ExchangeReader reader;
  private final ExchangeEncoder encoder;
  private final ExampleLimit limit;

  /**
   * @param columns the source's columns
   */
  PairMaker(
      PreferencePairSettings settings,
      List<String> columns,
      PromptEncoder encoder,
      BoundaryTokens boundaries,
      ExampleLimit limit) {
    this.settings = settings;
    this.promptColumn = settings.promptColumn(columns);
    this.plan = plan(settings, columns);
    this.reader = new ExchangeReader(settings.chat(), encoder, settings.assistantOnly());
    this.encoder = new ExchangeEncoder(encoder, settings.sequenceEnds(), boundaries);
    this.limit = limit;
  }

  static ColumnPlan plan(PreferencePairSettings settings, List<String> columns) {
    return ColumnPlan.none()
        .need(settings.idColumn())
        .need(settings.promptColumn(columns))
        .need(List.of(settings.chosenColumn(), settings.rejectedColumn()))
        .need(settings.marginColumn())
        .need(settings.splitColumn());
  }

  @Override
  public Draft<PreferencePair> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), settings.splitColumn());
    if (key.problem() != null) {
      return Draft.bad(row, key.problem());
    }
    Exchange exchange =
        reader.pair(
            Cell.of(row, plan, promptColumn),
            Cell.of(row, plan, settings.chosenColumn()),
            Cell.of(row, plan, settings.rejectedColumn()));
    if (exchange.problem() != null) {
      return exchange.teachesNothing()
          ? useless(row, key.id(), exchange.problem())
          : Draft.bad(row, exchange.problem());
    }
    ExchangeTokens tokens = encoder.encode(exchange);
    int[] chosen = tokens.completions().get(0);
    int[] rejected = tokens.completions().get(1);
    if (tokens.problem() != null) {
      return tokens.prompt().length > 0
          ? useless(row, key.id(), tokens.problem())
          : Draft.bad(row, tokens.problem());
    }
    if (Arrays.equals(chosen, rejected)) {
      return useless(row, key.id(), "has two completions with the same tokens; remove the row");
    }
    Double margin = null;
    if (settings.marginColumn() != null) {
      margin = FiniteNumber.of(plan.value(row, settings.marginColumn()));
      if (margin == null) {
        return Draft.bad(
            row,
            "has '%s' in column '%s'; it must be a finite number"
                .formatted(plan.value(row, settings.marginColumn()), settings.marginColumn()));
      }
    }
    String prompt = exchange.sharedPrompt();
    PreferencePair made =
        PreferencePair.newBuilder()
            .setPairId("")
            .setPrompt(prompt)
            .setChosen(exchange.wholes().get(0).substring(prompt.length()))
            .setRejected(exchange.wholes().get(1).substring(prompt.length()))
            .setPromptTokenIds(TokenLists.list(tokens.prompt()))
            .setChosenTokenIds(TokenLists.list(chosen))
            .setRejectedTokenIds(TokenLists.list(rejected))
            .setChosenMask(tokens.masks().get(0))
            .setRejectedMask(tokens.masks().get(1))
            .setMargin(margin)
            .build();
    int[] cut = limit.cut(tokens.prompt().length, chosen);
    boolean differ = !Arrays.equals(cut, limit.cut(tokens.prompt().length, rejected));
    return Draft.of(row, made, key.id(), limit.counted(tokens, differ), key.eval());
  }

  private Draft<PreferencePair> useless(SourceRow row, String id, String problem) {
    return settings.unusable() == LengthPolicy.DROP
        ? Draft.leftOut(row, id)
        : Draft.bad(row, problem);
  }
}
