package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.source.ColumnPlan;
import dev.vireo.jobs.source.SourceRow;
import dev.vireo.jobs.source.SourceRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The text of demonstrations as it stands in their source, for training a tokenizer on it. */
public final class DemonstrationTexts {

  private final DemonstrationSettings settings;
  private final ColumnPlan plan;
  private final SourceRows source;

  private DemonstrationTexts(DemonstrationSettings settings, SourceRows source) {
    this.settings = settings;
    this.plan = DemonstrationMaker.plan(settings);
    this.source = source;
  }

  /**
   * Opens the source.
   *
   * @throws InputException if demonstrations are put as a chat: a new tokenizer has no template
   */
  public static DemonstrationTexts of(SparkSession spark, DemonstrationSettings settings) {
    if (settings.isChat()) {
      throw noChat();
    }
    return new DemonstrationTexts(
        settings, SourceRows.open(spark, "demonstrations", settings.source()));
  }

  private static InputException noChat() {
    return new InputException(
        "demonstrations: a model with a new tokenizer has no chat template; give prompts and"
            + " completions as plain text, without messages, messages-column and chat.wrap");
  }

  /** Hash of what is read. */
  public String contentHash() {
    return source.contentHash(plan);
  }

  /** Prompt and completion of each row, one after the other; rows that lack one are passed over. */
  public List<String> read() {
    RowText prompt = new RowText("prompt", settings.prompt(), plan);
    RowText completion = new RowText("completion", settings.completion(), plan);
    List<String> texts = new ArrayList<>();
    for (SourceRow row : source.rows(plan, settings.idColumn()).collect()) {
      if (row.problem() == null && (prompt.isMessages(row) || completion.isMessages(row))) {
        throw noChat();
      }
      if (row.problem() == null && prompt.problem(row) == null && completion.problem(row) == null) {
        texts.add(prompt.of(row) + completion.of(row));
      }
    }
    return texts;
  }
}
