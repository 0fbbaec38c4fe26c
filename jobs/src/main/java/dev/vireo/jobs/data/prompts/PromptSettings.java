package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.data.source.TokenLimit;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where prompts come from and which rules they must follow.
 *
 * @param path a file, a folder, a pattern, or a table's name
 * @param format the format; AUTO goes by the file extensions
 * @param csvEscape the character before a quote within quotes, in CSV; null for a quote
 * @param idColumn column with a unique id; null makes ids from the rows' positions, from 000000000
 * @param promptColumn column with the prompt, if there is no template
 * @param promptTemplate text with columns in braces, {@code Question: {question}\nAnswer:}; null
 *     takes the prompt column as it is
 * @param messagesColumn column with a list of messages of role and content, in place of a prompt;
 *     null for none
 * @param chat how messages, or a plain prompt, go through the policy's chat template
 * @param answerColumn column with the reference answer; null for none
 * @param attributeColumns further columns to keep for rewards
 * @param splitColumn column that says {@code train} or {@code eval} (or test, validation, dev);
 *     null splits by the hash of the id
 * @param evalFraction share of prompts held out for evaluation if there is no split column
 * @param duplicates what happens to an id that occurs again
 * @param maxPromptTokens longest prompt, in tokens; 0 for any that leaves room for a completion in
 *     the policy's context
 * @param tooLong what happens to longer ones
 * @param chunkSize prompts in a chunk file
 */
public record PromptSettings(
    @DecidesNothing String path,
    SourceFormat format,
    String csvEscape,
    String idColumn,
    String promptColumn,
    String promptTemplate,
    String messagesColumn,
    ChatSettings chat,
    String answerColumn,
    List<String> attributeColumns,
    String splitColumn,
    double evalFraction,
    DuplicatePolicy duplicates,
    int maxPromptTokens,
    LengthPolicy tooLong,
    int chunkSize)
    implements Serializable {
  public PromptSettings {
    path = HomePath.expand(path);
    attributeColumns = List.copyOf(attributeColumns);
    new SourceSettings(path, format, csvEscape);
    if (promptTemplate == null && (promptColumn == null || promptColumn.isBlank())) {
      throw new InputException("prompts: set a prompt column or a prompt template");
    }
    chat.check("prompts", messagesColumn, promptTemplate != null);
    rules(evalFraction, duplicates, maxPromptTokens, tooLong, chunkSize);
  }

  /** The defaults; only the path is missing. */
  public static PromptSettings defaults() {
    return new PromptSettings(
        null,
        SourceFormat.AUTO,
        null,
        null,
        "prompt",
        null,
        null,
        ChatSettings.defaults(),
        null,
        List.of(),
        null,
        0.05,
        DuplicatePolicy.ERROR,
        0,
        LengthPolicy.ERROR,
        1000);
  }

  /** Whether prompts go through a chat template. */
  public boolean isChat() {
    return messagesColumn != null || chat.wrap();
  }

  TextTemplate template() {
    if (messagesColumn != null) {
      return TextTemplate.column(messagesColumn);
    }
    return promptTemplate == null
        ? TextTemplate.column(promptColumn)
        : TextTemplate.parse("prompt template", promptTemplate);
  }

  /** Where the rows come from. */
  SourceSettings source() {
    return new SourceSettings(path, format, csvEscape);
  }

  /**
   * What prompts are held to.
   *
   * @param context the policy's longest sequence, in which a completion needs at least one token
   */
  IntakeRules rules(int context) {
    TokenLimit room =
        new TokenLimit(
            context - 1,
            "leaves no room for a completion in the policy's context of %d tokens"
                .formatted(context),
            "leave no room for a completion in the policy's context of %d tokens"
                .formatted(context),
            "shorten them, or set prompts.too-long: drop (prompts.max-prompt-tokens sets a lower"
                + " limit)");
    return rules(evalFraction, duplicates, maxPromptTokens, tooLong, chunkSize).within(room);
  }

  private static IntakeRules rules(
      double evalFraction,
      DuplicatePolicy duplicates,
      int maxPromptTokens,
      LengthPolicy tooLong,
      int chunkSize) {
    return new IntakeRules(
        "prompts",
        "prompt_id",
        evalFraction,
        duplicates,
        TokenLimit.setting("prompts", "max-prompt-tokens", maxPromptTokens),
        tooLong,
        chunkSize);
  }

  /**
   * Whether the policy's longest sequence decides which prompts there are, not only whether there
   * are any.
   */
  boolean isCutBy(int context) {
    return tooLong == LengthPolicy.DROP && (maxPromptTokens == 0 || maxPromptTokens >= context);
  }

  /** What the prompts depend on besides the source's content: neither its place nor its format. */
  public Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("id-column", idColumn);
    identity.put("prompt-parts", template().parts());
    identity.put("prompt-columns", template().columns());
    if (isChat()) {
      identity.put("messages", messagesColumn != null);
      identity.put("chat", chat);
    }
    identity.put("answer-column", answerColumn);
    identity.put("attribute-columns", attributeColumns);
    identity.put("split-column", splitColumn);
    identity.put("eval-fraction", splitColumn == null ? evalFraction : 0.0);
    identity.put("duplicates", duplicates);
    identity.put("max-prompt-tokens", maxPromptTokens);
    identity.put("too-long", tooLong);
    identity.put("chunk-size", chunkSize);
    if (csvEscape != null) {
      identity.put("csv-escape", csvEscape);
    }
    return identity;
  }
}
