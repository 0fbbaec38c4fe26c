package dev.vireo.jobs.data.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a prompt of a row: fills the template, encodes it, and keeps what rewards may need. */
final class PromptMaker implements DraftMaker<Prompt> {
  private final PromptSettings settings;
  private final ColumnPlan plan;
  private final RowText text;
  private final PromptEncoder encoder;
  private final AttributeCheck check;

  PromptMaker(PromptSettings settings, PromptEncoder encoder, AttributeCheck check) {
    this.settings = settings;
    this.plan = plan(settings);
    this.text = new RowText("prompt", settings.template(), plan);
    this.encoder = encoder;
    this.check = check;
  }

  static ColumnPlan plan(PromptSettings settings) {
    ColumnPlan plan =
        ColumnPlan.none()
            .need(settings.idColumn())
            .need(settings.template().columns())
            .need(settings.splitColumn())
            .allow(settings.answerColumn());
    for (String column : settings.attributeColumns()) {
      plan = plan.allow(column);
    }
    return plan;
  }

  @Override
  public Draft<Prompt> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), settings.splitColumn());
    String problem = key.problem() == null ? text.problem(row) : key.problem();
    if (problem != null) {
      return Draft.bad(row, problem);
    }
    String prompt = text.of(row);
    boolean messages = settings.messagesColumn() != null || text.isMessages(row);
    boolean chat = messages || settings.isChat();
    if (chat) {
      Conversation conversation =
          messages
              ? Conversation.asked(text.column(), prompt)
              : Conversation.of(new ChatMessage("user", prompt));
      if (conversation.problem() != null) {
        return Draft.bad(row, conversation.problem());
      }
      try {
        prompt = encoder.chat(conversation.with(settings.chat().system()), settings.chat(), true);
      } catch (InputException e) {
        return Draft.bad(row, "cannot be rendered as a chat: " + e.getMessage());
      }
    }
    int[] encoded = encoder.encode(prompt);
    if (encoded.length == 0) {
      return Draft.bad(row, "has a prompt that the tokenizer turns into no tokens");
    }
    Map<String, String> attributes = attributes(row);
    Optional<String> unusable = check.problem(attributes);
    if (unusable.isPresent()) {
      return Draft.bad(row, unusable.get());
    }
    int[] tokens = chat ? encoded : encoder.frame().around(encoded);
    Prompt made =
        Prompt.newBuilder()
            .setPromptId("")
            .setSplit(Split.train)
            .setPrompt(prompt)
            .setTokenIds(Arrays.stream(tokens).boxed().toList())
            .setAnswer(
                settings.answerColumn() == null ? null : plan.value(row, settings.answerColumn()))
            .setAttributes(attributes)
            .build();
    return Draft.of(row, made, key.id(), tokens.length, key.eval());
  }

  private Map<String, String> attributes(SourceRow row) {
    Map<String, String> attributes = new TreeMap<>();
    for (String column : settings.attributeColumns()) {
      String value = plan.value(row, column);
      if (value != null) {
        attributes.put(column, value);
      }
    }
    return attributes;
  }
}
