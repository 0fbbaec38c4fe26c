package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.slots.Tokenizers;
import dev.vireo.jobs.source.SourceRow;
import dev.vireo.jobs.store.TokenLists;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a prompt of a source's row; runs in Spark tasks.
 *
 * @param settings where prompts come from
 * @param template the prompt's text
 * @param columns what is read of each row
 * @param tokenizing a checkpoint with the policy's tokenizer
 * @param maxTokens longest prompt
 */
record PromptMaker(
    PromptSettings settings,
    TextTemplate template,
    SourceColumns columns,
    PolicyCheckpoint tokenizing,
    int maxTokens)
    implements Serializable {

  private static final double UNIT = 0x1p-53;

  static PromptMaker of(PromptSettings settings, PolicyCheckpoint tokenizing, int contextLength) {
    TextTemplate template = new TextTemplate("prompts.prompt", settings.prompt());
    List<String> names = new ArrayList<>(template.columns());
    names.add(settings.idColumn());
    names.add(settings.answerColumn());
    names.add(settings.splitColumn());
    names.addAll(settings.attributes());
    if (settings.maxTokens() >= contextLength) {
      throw new InputException(
          "prompts.max-tokens is "
              + settings.maxTokens()
              + "; the policy's context of "
              + contextLength
              + " tokens must hold a completion too");
    }
    int maxTokens = settings.maxTokens() > 0 ? settings.maxTokens() : contextLength - 1;
    return new PromptMaker(settings, template, new SourceColumns(names), tokenizing, maxTokens);
  }

  Judged<Prompt> make(SourceRow row, long number) {
    if (row.problem() != null) {
      return Judged.bad(row.where(), row.problem());
    }
    String text = template.fill(column -> columns.value(row, column));
    if (text == null || text.isBlank()) {
      return Judged.bad(
          row.where(), "has no prompt: one of " + template.columns() + " is missing or empty");
    }
    String id =
        settings.idColumn() == null
            ? String.format(Locale.ROOT, "%09d", number)
            : columns.value(row, settings.idColumn());
    if (id == null || id.isBlank()) {
      return Judged.bad(row.where(), "has no name in column '" + settings.idColumn() + "'");
    }
    int[] tokens = Tokenizers.of(tokenizing).encode(text);
    if (tokens.length > maxTokens) {
      return Judged.misfit(
          row.where(),
          settings.tooLong(),
          "has a prompt of %d tokens, more than the %d allowed; set too-long to drop to leave such prompts out"
              .formatted(tokens.length, maxTokens));
    }
    Split split = split(row, id);
    if (split == null) {
      return Judged.bad(
          row.where(),
          "says '%s' in column '%s'; it must be train or eval"
              .formatted(columns.value(row, settings.splitColumn()), settings.splitColumn()));
    }
    return Judged.good(
        row.where(),
        Prompt.newBuilder()
            .setPromptId(id)
            .setSplit(split)
            .setPrompt(text)
            .setTokenIds(TokenLists.list(tokens))
            .setAnswer(columns.value(row, settings.answerColumn()))
            .setAttributes(attributes(row))
            .build());
  }

  /**
   * By the column, or by a hash of the name alone: adding prompts moves none to the other split.
   */
  private Split split(SourceRow row, String id) {
    if (settings.splitColumn() == null) {
      double place = (SamplingKey.promptKey(id) >>> 11) * UNIT;
      return place < settings.evalFraction() ? Split.eval : Split.train;
    }
    String value = columns.value(row, settings.splitColumn());
    return "train".equals(value) ? Split.train : "eval".equals(value) ? Split.eval : null;
  }

  private Map<String, String> attributes(SourceRow row) {
    Map<String, String> attributes = new TreeMap<>();
    for (String column : settings.attributes()) {
      String value = columns.value(row, column);
      if (value != null) {
        attributes.put(column, value);
      }
    }
    return attributes;
  }
}
