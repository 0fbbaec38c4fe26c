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
  private final Verdict verdict;
  private final boolean pairs;
  private final String promptColumn;
  private final ColumnPlan plan;
  private final ExchangeReader reader;
  private final ExchangeEncoder encoder;
  private final ExampleLimit limit;

  /**
   * @param verdict what is read of each row
   * @param columns the source's columns
   */
  UnpairedMaker(
      UnpairedSettings settings,
      Verdict verdict,
      List<String> columns,
      PromptEncoder encoder,
      BoundaryTokens boundaries,
      ExampleLimit limit) {
    this.settings = settings;
    this.verdict = verdict;
    this.pairs = isPairs(settings, verdict, columns);
    this.promptColumn = pairs ? settings.promptColumn(columns) : settings.promptColumn();
    this.plan = plan(settings, verdict, columns);
    this.reader = new ExchangeReader(settings.chat(), encoder);
    this.encoder = new ExchangeEncoder(encoder, SequenceEnds.TOKENIZER, boundaries);
    this.limit = limit;
  }

  static ColumnPlan plan(UnpairedSettings settings, Verdict verdict, List<String> columns) {
    boolean pairs = isPairs(settings, verdict, columns);
    List<String> answers =
        pairs
            ? List.of(settings.chosenColumn(), settings.rejectedColumn())
            : List.of(settings.completionColumn(), settings.verdictColumn(verdict));
    return ColumnPlan.none()
        .need(settings.idColumn())
        .need(pairs ? settings.promptColumn(columns) : settings.promptColumn())
        .need(answers)
        .need(settings.splitColumn());
  }

  /** Whether rows are pairs, which say what is desirable, but rate nothing. */
  static boolean isPairs(UnpairedSettings settings, Verdict verdict, List<String> columns) {
    return verdict == Verdict.LABEL && settings.isPairs(columns);
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
      return single(row, key);
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
        chosen,
        null);
  }

  private Draft<UnpairedExample> single(SourceRow row, RowKey key) {
    String column = settings.verdictColumn(verdict);
    String text = plan.value(row, column);
    boolean rates = verdict == Verdict.RATING;
    Double rating = rates ? FiniteNumber.of(text) : null;
    Boolean label = rates ? Boolean.FALSE : label(text);
    if (label == null || (rates && rating == null)) {
      return Draft.bad(
          row,
          "%s in column '%s'; it must be %s"
              .formatted(
                  text == null ? "has no value" : "has '" + text + "'",
                  column,
                  rates ? "a finite number" : "true or false"));
    }
    return made(
        row,
        key.id(),
        key.eval(),
        reader.single(cell(row, promptColumn), cell(row, settings.completionColumn())),
        label,
        rating);
  }

  private Draft<UnpairedExample> made(
      SourceRow row, String id, Boolean eval, Exchange exchange, boolean desirable, Double rating) {
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
            .setRating(rating)
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
