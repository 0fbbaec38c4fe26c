package dev.vireo.jobs.data.demonstrations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.TextTemplate;
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
import java.util.Map;

/**
 * Where demonstrations come from and which rules they must follow.
 *
 * <p>Where they come from the same rows as the prompts, give both the same id column, split column
 * and eval fraction: the rows that are held out there are left out here.
 *
 * @param path a file, a folder, a pattern, or a table's name; null for none
 * @param format the format; AUTO goes by the file extensions
 * @param csvEscape the character before a quote within quotes, in CSV; null for a quote
 * @param idColumn column with a unique id; null makes ids from the rows' positions
 * @param promptColumn column with the prompt, if there is no template
 * @param promptTemplate text with columns in braces; null takes the prompt column as it is
 * @param completionColumn column with the completion, if there is no template
 * @param completionTemplate text with columns in braces; null takes the column as it is
 * @param messagesColumn column with a list of messages of role and content that ends with the
 *     assistant's turn, in place of prompt and completion; null for none
 * @param chat how messages, or a plain prompt and its completion, go through the policy's chat
 *     template
 * @param splitColumn column that says {@code train} or {@code eval}; null for none
 * @param evalFraction share of rows to leave out, by the hash of their id
 * @param duplicates what happens to an id that occurs again
 * @param maxTokens longest prompt and completion together, in tokens; 0 for any that fit into the
 *     policy's context
 * @param tooLong what happens to longer ones
 * @param chunkSize demonstrations in a chunk file
 */
public record DemonstrationSettings(
    @DecidesNothing String path,
    SourceFormat format,
    String csvEscape,
    String idColumn,
    String promptColumn,
    String promptTemplate,
    String completionColumn,
    String completionTemplate,
    String messagesColumn,
    ChatSettings chat,
    String splitColumn,
    double evalFraction,
    DuplicatePolicy duplicates,
    int maxTokens,
    LengthPolicy tooLong,
    int chunkSize)
    implements Serializable {
  /** Where the settings stand in a configuration, for phase N. */
  private static final String KEY = "sft.N.demonstrations";

  public DemonstrationSettings {
    path = HomePath.expand(path);
    new SourceSettings(path, format, csvEscape);
    if (promptTemplate == null && (promptColumn == null || promptColumn.isBlank())) {
      throw new InputException("demonstrations: set a prompt column or a prompt template");
    }
    if (completionTemplate == null && (completionColumn == null || completionColumn.isBlank())) {
      throw new InputException("demonstrations: set a completion column or a completion template");
    }
    boolean template = promptTemplate != null || completionTemplate != null;
    chat.check("demonstrations", messagesColumn, template);
    rules(evalFraction, duplicates, maxTokens, tooLong, chunkSize);
  }

  /** The defaults; only the path is missing. */
  public static DemonstrationSettings defaults() {
    return new DemonstrationSettings(
        null,
        SourceFormat.AUTO,
        null,
        null,
        "prompt",
        null,
        "completion",
        null,
        null,
        ChatSettings.defaults(),
        null,
        0,
        DuplicatePolicy.ERROR,
        0,
        LengthPolicy.ERROR,
        1000);
  }

  /** Whether demonstrations go through a chat template. */
  boolean isChat() {
    return messagesColumn != null || chat.wrap();
  }

  /** The prompt; all messages if there are any. */
  TextTemplate prompt() {
    if (messagesColumn != null) {
      return TextTemplate.column(messagesColumn);
    }
    return promptTemplate == null
        ? TextTemplate.column(promptColumn)
        : TextTemplate.parse("prompt template", promptTemplate);
  }

  TextTemplate completion() {
    return completionTemplate == null
        ? TextTemplate.column(completionColumn)
        : TextTemplate.parse("completion template", completionTemplate);
  }

  /** Where the rows come from. */
  SourceSettings source() {
    return new SourceSettings(path, format, csvEscape);
  }

  /**
   * What demonstrations are held to.
   *
   * @param context the policy's longest sequence
   */
  IntakeRules rules(int context) {
    TokenLimit room =
        new TokenLimit(
            context,
            "is longer than the policy's context of %d tokens".formatted(context),
            "are longer than the policy's context of %d tokens".formatted(context),
            "shorten them, or set %s.too-long: drop (max-tokens there sets a lower limit)"
                .formatted(KEY));
    return rules(evalFraction, duplicates, maxTokens, tooLong, chunkSize).within(room);
  }

  private static IntakeRules rules(
      double evalFraction,
      DuplicatePolicy duplicates,
      int maxTokens,
      LengthPolicy tooLong,
      int chunkSize) {
    return new IntakeRules(
        "demonstrations",
        "demonstration_id",
        evalFraction,
        duplicates,
        TokenLimit.setting(KEY, "max-tokens", maxTokens),
        tooLong,
        chunkSize);
  }

  /**
   * Whether the policy's longest sequence decides which demonstrations there are, not only whether
   * there are any.
   */
  boolean isCutBy(int context) {
    return tooLong == LengthPolicy.DROP && (maxTokens == 0 || maxTokens > context);
  }

  /** What the rows depend on besides the source's content: neither its place nor its format. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("id-column", idColumn);
    identity.put("prompt-parts", prompt().parts());
    identity.put("prompt-columns", prompt().columns());
    if (isChat()) {
      identity.put("messages", messagesColumn != null);
      identity.put("chat", chat);
    }
    if (messagesColumn == null) {
      identity.put("completion-parts", completion().parts());
      identity.put("completion-columns", completion().columns());
    }
    identity.put("split-column", splitColumn);
    identity.put("eval-fraction", splitColumn == null ? evalFraction : 0.0);
    identity.put("duplicates", duplicates);
    identity.put("max-tokens", maxTokens);
    identity.put("too-long", tooLong);
    identity.put("chunk-size", chunkSize);
    if (csvEscape != null) {
      identity.put("csv-escape", csvEscape);
    }
    return identity;
  }
}
