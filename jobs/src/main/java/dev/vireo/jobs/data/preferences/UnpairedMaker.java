package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.prompts.RowKey;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.HashSplit;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.parquet.TokenLists;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Makes an example of a row, or of one side of a pair: {@link #sides} makes a row of each.
 * Completions are not cut yet, and have no partner.
 */
final class UnpairedMaker implements DraftMaker<UnpairedExample> {
  private static final String CHOSEN = "chosen";
  private static final String REJECTED = "rejected";

  private final UnpairedSettings settings;
  private final boolean pairs;
  private final String promptColumn;
  private final ColumnPlan plan;
  private final ExchangeReader reader;
  private final ExchangeEncoder encoder;
  private final ExampleLimit limit;

  /**
   * @param columns the source's columns
   */
  UnpairedMaker(
      UnpairedSettings settings,
      List<String> columns,
      PromptEncoder encoder,
      BoundaryTokens boundaries,
      ExampleLimit limit) {
    this.settings = settings;
    this.pairs = settings.isPairs(columns);
    this.promptColumn = settings.promptColumn(columns);
    this.plan = plan(settings, columns);
    this.reader = new ExchangeReader(settings.chat(), encoder);
    this.encoder = new ExchangeEncoder(encoder, SequenceEnds.TOKENIZER, boundaries);
    this.limit = limit;
  }

  static ColumnPlan plan(UnpairedSettings settings, List<String> columns) {
    List<String> answers =
        settings.isPairs(columns)
            ? List.of(settings.chosenColumn(), settings.rejectedColumn())
            : List.of(settings.completionColumn(), settings.labelColumn());
    return ColumnPlan.none()
        .need(settings.idColumn())
        .need(settings.promptColumn(columns))
        .need(answers)
        .need(settings.splitColumn());
  }

  /** A row for each side of a pair; a value after the others says which. */
  static Iterator<SourceRow> sides(SourceRow row) {
    return row.problem() == null
        ? List.of(side(row, CHOSEN), side(row, REJECTED)).iterator()
        : List.of(row).iterator();
  }

  private static SourceRow side(SourceRow row, String side) {
    String[] values = Arrays.copyOf(row.values(), row.values().length + 1);
    values[row.values().length] = side;
    return new SourceRow(row.place(), row.number(), values, null);
  }

  @Override
  public Draft<UnpairedExample> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), settings.splitColumn());
    if (key.problem() != null) {
      return Draft.bad(row, key.problem());
    }
    if (!pairs) {
      String label = plan.value(row, settings.labelColumn());
      Boolean desirable = label(label);
      return desirable == null
          ? Draft.bad(
              row,
              "has '%s' in column '%s'; it must be true or false"
                  .formatted(label, settings.labelColumn()))
          : made(
              row,
              key.id(),
              key.eval(),
              reader.single(cell(row, promptColumn), cell(row, settings.completionColumn())),
              desirable);
    }
    Exchange pair =
        reader.pair(
            cell(row, promptColumn),
            cell(row, settings.chosenColumn()),
            cell(row, settings.rejectedColumn()));
    String side = row.values()[row.values().length - 1];
    boolean chosen = side.equals(CHOSEN);
    Boolean eval = key.eval();
    if (eval == null && key.id() != null && settings.evalFraction() > 0) {
      eval = HashSplit.isHeldOut(key.id(), settings.evalFraction());
    }
    return made(
        row,
        key.id() == null ? null : key.id() + "/" + side,
        eval,
        pair.problem() == null ? pair.only(chosen ? 0 : 1) : pair,
        chosen);
  }

  private Draft<UnpairedExample> made(
      SourceRow row, String id, Boolean eval, Exchange exchange, boolean desirable) {
    if (exchange.problem() != null) {
      return Draft.bad(row, exchange.problem());
    }
    ExchangeTokens tokens = encoder.encode(exchange);
    if (tokens.problem() != null) {
      return Draft.bad(row, tokens.problem());
    }
    String prompt = exchange.sharedPrompt();
    UnpairedExample made =
        UnpairedExample.newBuilder()
            .setExampleId("")
            .setPrompt(prompt)
            .setCompletion(exchange.wholes().get(0).substring(prompt.length()))
            .setPromptTokenIds(TokenLists.list(tokens.prompt()))
            .setCompletionTokenIds(TokenLists.list(tokens.completions().get(0)))
            .setDesirable(desirable)
            .build();
    return Draft.of(row, made, id, limit.counted(tokens, true), eval);
  }

  private Cell cell(SourceRow row, String column) {
    return Cell.of(row, plan, column);
  }

  private static Boolean label(String text) {
    return switch (text == null ? "" : text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> Boolean.TRUE;
      case "false", "0" -> Boolean.FALSE;
      default -> null;
    };
  }
}
