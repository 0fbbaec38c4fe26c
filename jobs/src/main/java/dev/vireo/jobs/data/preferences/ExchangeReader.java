package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.Conversation;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.models.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes exchanges of a row's columns, each of which may hold text or messages. Where one holds
 * messages, other texts become a message each. Used by one thread.
 */
final class ExchangeReader {
  private static final String ASSISTANT = "assistant";
  private static final String USER = "user";

  private final ChatSettings chat;
  private final PromptEncoder encoder;
  private final boolean turns;

  ExchangeReader(ChatSettings chat, PromptEncoder encoder) {
    this(chat, encoder, false);
  }

  /**
   * @param turns whether the assistant's turns are told apart from what stands between them
   */
  ExchangeReader(ChatSettings chat, PromptEncoder encoder, boolean turns) {
    this.chat = chat;
    this.encoder = encoder;
    this.turns = turns;
  }

  /**
   * A prompt with one completion.
   *
   * @param prompt text or messages
   */
  Exchange single(Cell prompt, Cell completion) {
    String problem = firstProblem(prompt, completion);
    if (problem != null) {
      return Exchange.bad(problem);
    }
    if (isPlain(prompt, completion)) {
      return Exchange.plain(prompt.value(), List.of(completion.value()));
    }
    return rendered(prompt.messages(USER), List.of(completion.messages(ASSISTANT)));
  }

  /**
   * A prompt with two completions, the chosen one first.
   *
   * @param prompt text, messages, or a cell that is not there: both sides then begin with it
   */
  Exchange pair(Cell prompt, Cell chosen, Cell rejected) {
    String problem = firstProblem(prompt, chosen, rejected);
    if (problem != null) {
      boolean empty = chosen.isBlank() || rejected.isBlank();
      return empty && prompt.problem() == null ? Exchange.useless(problem) : Exchange.bad(problem);
    }
    if (chosen.isMessages() != rejected.isMessages()) {
      return Exchange.bad(
          "has messages in one of the columns '%s' and '%s' and text in the other; use the same form for both"
              .formatted(chosen.column(), rejected.column()));
    }
    boolean messages = chosen.isMessages();
    if (messages
        ? chosen.messages(ASSISTANT).equals(rejected.messages(ASSISTANT))
        : chosen.value().equals(rejected.value())) {
      return Exchange.useless(
          "has the same completion in the columns '%s' and '%s'; remove the row"
              .formatted(chosen.column(), rejected.column()));
    }
    return messages ? chats(prompt, chosen, rejected) : texts(prompt, chosen, rejected);
  }

  private Exchange texts(Cell prompt, Cell chosen, Cell rejected) {
    if (!prompt.isThere()) {
      int length = ImpliedPrompt.characters(chosen.value(), rejected.value());
      String asked = chosen.value().substring(0, length);
      if (asked.isBlank()) {
        return Exchange.bad(
            "has no prompt: '%s' and '%s' have no common beginning; give the prompt in a column"
                .formatted(chosen.column(), rejected.column()));
      }
      return texts(
          new Cell("", asked),
          new Cell(chosen.column(), chosen.value().substring(length)),
          new Cell(rejected.column(), rejected.value().substring(length)));
    }
    if (isPlain(prompt, chosen)) {
      return Exchange.plain(prompt.value(), List.of(chosen.value(), rejected.value()));
    }
    return rendered(
        prompt.messages(USER), List.of(chosen.messages(ASSISTANT), rejected.messages(ASSISTANT)));
  }

  private Exchange chats(Cell prompt, Cell chosen, Cell rejected) {
    List<ChatMessage> one = chosen.messages(ASSISTANT);
    List<ChatMessage> other = rejected.messages(ASSISTANT);
    boolean answers = isAssistants(one.get(0)) && isAssistants(other.get(0));
    if (prompt.isThere() && answers) {
      return rendered(prompt.messages(USER), List.of(one, other));
    }
    int length = ImpliedPrompt.messages(one, other);
    List<ChatMessage> asked = one.subList(0, length);
    if (prompt.isThere() && !repeats(asked, prompt.messages(USER))) {
      return Exchange.bad(
          "has messages in '%s' and '%s' that neither begin with the assistant's nor repeat the prompt in column '%s'"
              .formatted(chosen.column(), rejected.column(), prompt.column()));
    }
    if (length == 0) {
      return Exchange.bad(
          "has no prompt: the messages in '%s' and '%s' differ from the first one on; give the prompt in a column"
              .formatted(chosen.column(), rejected.column()));
    }
    return rendered(
        asked, List.of(one.subList(length, one.size()), other.subList(length, other.size())));
  }

  /** Whether a conversation begins with a prompt, a system message before it or not. */
  private static boolean repeats(List<ChatMessage> conversation, List<ChatMessage> prompt) {
    for (int from = 0; from < 2 && from + prompt.size() <= conversation.size(); from++) {
      if (conversation.subList(from, from + prompt.size()).equals(prompt)) {
        return true;
      }
    }
    return false;
  }

  private Exchange rendered(List<ChatMessage> prompt, List<List<ChatMessage>> completions) {
    if (isAssistants(prompt.get(prompt.size() - 1))) {
      return Exchange.bad(
          "has a prompt whose last message is the assistant's; it must be one that the assistant"
              + " answers");
    }
    for (List<ChatMessage> completion : completions) {
      ChatMessage first = completion.get(0);
      ChatMessage last = completion.get(completion.size() - 1);
      if (!isAssistants(first) || !isAssistants(last)) {
        return Exchange.bad(
            "has a completion that %s a message of '%s'; it must be the assistant's"
                .formatted(
                    isAssistants(first) ? "ends with" : "begins with",
                    isAssistants(first) ? last.role() : first.role()));
      }
      if (completion.stream().anyMatch(each -> isAssistants(each) && each.content().isBlank())) {
        return Exchange.useless("has a completion with a blank message; remove the row");
      }
    }
    try {
      List<ChatMessage> asked = new Conversation(prompt, null).with(chat.system());
      List<String> wholes = new ArrayList<>();
      for (List<ChatMessage> completion : completions) {
        List<ChatMessage> all = new ArrayList<>(asked);
        all.addAll(completion);
        wholes.add(encoder.chat(all, chat, false));
      }
      Exchange exchange = Exchange.chat(encoder.chat(asked, chat, true), wholes);
      return turns ? withTurns(exchange, asked, completions) : exchange;
    } catch (InputException e) {
      return Exchange.bad("cannot be rendered as a chat: " + e.getMessage());
    }
  }

  private Exchange withTurns(
      Exchange exchange, List<ChatMessage> asked, List<List<ChatMessage>> completions) {
    List<List<Exchange.Turn>> all = new ArrayList<>();
    for (int side = 0; side < completions.size(); side++) {
      List<ChatMessage> conversation = new ArrayList<>(asked);
      List<Exchange.Turn> ofSide = new ArrayList<>();
      for (ChatMessage message : completions.get(side)) {
        if (isAssistants(message)) {
          String before = encoder.chat(conversation, chat, true);
          conversation.add(message);
          ofSide.add(new Exchange.Turn(before, encoder.chat(conversation, chat, false)));
        } else {
          conversation.add(message);
        }
      }
      String whole = exchange.wholes().get(side);
      for (Exchange.Turn turn : ofSide) {
        if (!whole.startsWith(turn.through())) {
          return Exchange.bad(
              "has a completion of several turns, of which the chat template rewrites earlier ones once others follow; leave out assistant-only, or use another template");
        }
      }
      all.add(ofSide);
    }
    return exchange.with(all);
  }

  private boolean isPlain(Cell prompt, Cell completion) {
    return !chat.wrap() && !prompt.isMessages() && !completion.isMessages();
  }

  private static boolean isAssistants(ChatMessage message) {
    return message.role().equals(ASSISTANT);
  }

  private static String firstProblem(Cell... cells) {
    for (Cell cell : cells) {
      if (cell.problem() != null) {
        return cell.problem();
      }
    }
    return null;
  }
}
