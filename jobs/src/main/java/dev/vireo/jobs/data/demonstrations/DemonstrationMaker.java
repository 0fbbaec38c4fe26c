package dev.vireo.jobs.data.demonstrations;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Conversation;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.prompts.RowKey;
import dev.vireo.jobs.data.prompts.RowText;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.schemas.Demonstration;
import java.util.Arrays;
import java.util.List;

/** Makes a demonstration of a row. */
final class DemonstrationMaker implements DraftMaker<Demonstration> {
  private final DemonstrationSettings settings;
  private final ColumnPlan plan;
  private final RowText prompt;
  private final RowText completion;
  private final PromptEncoder encoder;
  private final int endOfSequence;

  DemonstrationMaker(DemonstrationSettings settings, PromptEncoder encoder, int endOfSequence) {
    this.settings = settings;
    this.plan = plan(settings);
    this.prompt = new RowText("prompt", settings.prompt(), plan);
    this.completion = new RowText("completion", settings.completion(), plan);
    this.encoder = encoder;
    this.endOfSequence = endOfSequence;
  }

  static ColumnPlan plan(DemonstrationSettings settings) {
    ColumnPlan plan = ColumnPlan.none().need(settings.idColumn()).need(settings.prompt().columns());
    plan = settings.messagesColumn() == null ? plan.need(settings.completion().columns()) : plan;
    return plan.need(settings.splitColumn());
  }

  @Override
  public Draft<Demonstration> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), settings.splitColumn());
    String problem = key.problem() == null ? prompt.problem(row) : key.problem();
    boolean plain = settings.messagesColumn() == null;
    problem = problem == null && plain ? completion.problem(row) : problem;
    if (problem != null) {
      return Draft.bad(row, problem);
    }
    if (settings.isChat() || prompt.isMessages(row) || completion.isMessages(row)) {
      return chat(row, key);
    }
    return made(row, key, prompt.of(row), completion.of(row), true);
  }

  /** Nothing is put after the completion: the template ends a turn as it ends all of them. */
  private Draft<Demonstration> chat(SourceRow row, RowKey key) {
    Conversation conversation =
        settings.messagesColumn() == null
            ? Conversation.answered(
                prompt.column(), prompt.of(row), completion.column(), completion.of(row))
            : Conversation.answered(settings.messagesColumn(), prompt.of(row));
    if (conversation.problem() != null) {
      return Draft.bad(row, conversation.problem());
    }
    DemonstrationChat chat;
    try {
      List<ChatMessage> messages = conversation.with(settings.chat().system());
      chat = DemonstrationChat.of(messages, settings.chat(), encoder);
    } catch (InputException e) {
      return Draft.bad(row, "cannot be rendered as a chat: " + e.getMessage());
    }
    return made(row, key, chat.prompt(), chat.completion(), false);
  }

  private Draft<Demonstration> made(
      SourceRow row, RowKey key, String promptText, String completionText, boolean plain) {
    int[] given = encoder.encode(promptText);
    int[] learnt = encoder.continuation(completionText);
    if (given.length == 0 || learnt.length == 0) {
      String what = given.length == 0 ? "prompt" : "completion";
      return Draft.bad(row, "has a %s that the tokenizer turns into no tokens".formatted(what));
    }
    if (plain) {
      given = encoder.frame().opened(given);
      learnt = encoder.frame().closed(ended(learnt));
    }
    Demonstration made =
        Demonstration.newBuilder()
            .setDemonstrationId("")
            .setPromptTokenIds(Arrays.stream(given).boxed().toList())
            .setCompletionTokenIds(Arrays.stream(learnt).boxed().toList())
            .build();
    return Draft.of(row, made, key.id(), given.length + learnt.length, key.eval());
  }

  /** The end goes after a completion that does not spell it out itself. */
  private int[] ended(int[] learnt) {
    int last = learnt.length - 1;
    if (learnt[last] == endOfSequence) {
      return learnt;
    }
    int[] ended = Arrays.copyOf(learnt, learnt.length + 1);
    ended[last + 1] = endOfSequence;
    return ended;
  }
}
