package dev.vireo.jobs.data.demonstrations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RowText;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.jobs.data.source.SourceRows;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.models.tokenizer.BytePairTrainer;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** The text of demonstrations as it is in their source, for training a tokenizer on it. */
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

  /**
   * How often each word occurs in the rows' prompts and completions, which are put one after the
   * other; rows that lack one are passed over. Only different words come to the driver.
   */
  public Map<String, Long> words() {
    DemonstrationSettings columns = settings;
    ColumnPlan read = plan;
    try {
      return source
          .rows(plan, settings.idColumn())
          .mapPartitions(rows -> texts(rows, columns, read))
          .flatMap(text -> BytePairTrainer.words(text).iterator())
          .mapToPair(word -> new Tuple2<>(word, 1L))
          .reduceByKey(Long::sum)
          .collectAsMap();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      InputException input = SparkErrors.inputError(e);
      throw input == null ? SparkErrors.<RuntimeException>failure("demonstrations", e) : input;
    }
  }

  private static Iterator<String> texts(
      Iterator<SourceRow> rows, DemonstrationSettings settings, ColumnPlan plan) {
    RowText prompt = new RowText("prompt", settings.prompt(), plan);
    RowText completion = new RowText("completion", settings.completion(), plan);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
        .filter(row -> row.problem() == null)
        .filter(row -> isPlain(prompt, completion, row))
        .map(row -> prompt.of(row) + completion.of(row))
        .iterator();
  }

  /** Whether a row has both texts; one of messages cannot be a tokenizer's training text. */
  private static boolean isPlain(RowText prompt, RowText completion, SourceRow row) {
    if (prompt.isMessages(row) || completion.isMessages(row)) {
      throw noChat();
    }
    return prompt.problem(row) == null && completion.problem(row) == null;
  }
}
