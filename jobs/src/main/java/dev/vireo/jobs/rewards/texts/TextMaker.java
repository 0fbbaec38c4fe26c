package dev.vireo.jobs.rewards.texts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Conversation;
import dev.vireo.jobs.data.prompts.RowKey;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.model.TextScorer;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.schemas.TextScore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Makes of a row the text that a reward model is to score. A conversation is its assistant's last
 * message, and the JSON of those before it. Used by one thread.
 */
final class TextMaker implements DraftMaker<TextScore> {
  private final TextSettings settings;
  private final String promptColumn;
  private final ColumnPlan plan;
  private final TextScorer scorer;
  private final ToIntFunction<RewardInput> lengths;

  TextMaker(TextSettings settings, List<String> columns, TextScorer scorer) {
    this.settings = settings;
    this.promptColumn = settings.promptColumn(columns);
    this.plan = plan(settings, columns);
    this.scorer = scorer;
    this.lengths = scorer.lengths();
  }

  static ColumnPlan plan(TextSettings settings, List<String> columns) {
    ColumnPlan plan = ColumnPlan.none().need(settings.idColumn());
    plan =
        settings.messagesColumn() == null
            ? plan.need(settings.promptColumn(columns))
                .need(settings.completionColumn())
                .need(settings.otherColumn())
            : plan.need(settings.messagesColumn());
    for (String column : settings.keptColumns()) {
      plan = plan.allow(column);
    }
    return plan;
  }

  @Override
  public Draft<TextScore> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), null);
    if (key.problem() != null) {
      return Draft.bad(row, key.problem());
    }
    TextScore made =
        TextScore.newBuilder()
            .setTextId("")
            .setPrompt("")
            .setCompletion("")
            .setReward(Double.NaN)
            .setAttributes(kept(row))
            .build();
    String problem =
        settings.messagesColumn() == null ? readBoth(row, made) : readMessages(row, made);
    if (problem != null) {
      return Draft.bad(row, problem);
    }
    try {
      return Draft.of(row, made, key.id(), lengths.applyAsInt(ScoreTexts.input(made)), false);
    } catch (InputException e) {
      return Draft.bad(row, "cannot be scored: " + e.getMessage());
    }
  }

  /** Fills in prompt and completions; returns what is wrong with them, or null. */
  private String readBoth(SourceRow row, TextScore made) {
    if (settings.otherColumn() == null) {
      return readTexts(row, made, settings.completionColumn());
    }
    // The other one first: the completion itself then takes its place.
    String problem = readTexts(row, made, settings.otherColumn());
    made.setOther(made.getCompletion());
    return problem == null ? readTexts(row, made, settings.completionColumn()) : problem;
  }

  private String readTexts(SourceRow row, TextScore made, String column) {
    String completion = plan.value(row, column);
    String prompt = promptColumn == null ? "" : plan.value(row, promptColumn);
    if (prompt == null || completion == null) {
      return "has no value in column '%s'".formatted(prompt == null ? promptColumn : column);
    }
    boolean messages = Conversation.isIn(prompt) || Conversation.isIn(completion);
    if (!scorer.isChat()) {
      if (messages) {
        return "has messages (column '%s') where text is expected; %s"
            .formatted(Conversation.isIn(prompt) ? promptColumn : column, scorer.plainAdvice());
      }
      made.setPrompt(prompt);
      made.setCompletion(completion);
      return null;
    }
    if (promptColumn == null) {
      return "has no prompt that the assistant answers; name the column of prompts, or of messages";
    }
    return fill(made, Conversation.answered(promptColumn, prompt, column, completion));
  }

  private String readMessages(SourceRow row, TextScore made) {
    String column = settings.messagesColumn();
    String value = plan.value(row, column);
    if (value == null) {
      return "has no value in column '%s'".formatted(column);
    }
    if (!scorer.isChat()) {
      return "has messages (column '%s') where text is expected; %s"
          .formatted(column, scorer.plainAdvice());
    }
    return fill(made, Conversation.answered(column, value));
  }

  private static String fill(TextScore made, Conversation conversation) {
    if (conversation.problem() != null) {
      return conversation.problem();
    }
    List<ChatMessage> messages = conversation.messages();
    int last = messages.size() - 1;
    ArrayNode asked = JsonNodeFactory.instance.arrayNode();
    for (ChatMessage message : messages.subList(0, last)) {
      asked.addObject().put("role", message.role()).put("content", message.content());
    }
    made.setPrompt(asked.toString());
    made.setCompletion(messages.get(last).content());
    return null;
  }

  private Map<String, String> kept(SourceRow row) {
    Map<String, String> kept = new TreeMap<>();
    for (String column : settings.keptColumns()) {
      String value = plan.value(row, column);
      if (value != null) {
        kept.put(column, value);
      }
    }
    return kept;
  }
}
