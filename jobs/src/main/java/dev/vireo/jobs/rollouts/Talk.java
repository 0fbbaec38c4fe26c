package dev.vireo.jobs.rollouts;

import dev.vireo.jobs.environments.EnvironmentInput;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Message;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Turns;
import dev.vireo.store.parquet.TokenLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A conversation in the making. */
final class Talk {
  /** The role of the policy's messages. */
  static final String POLICY = "assistant";

  private final Prompt prompt;
  private final int sampleIndex;
  private final int limit;
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Boolean> mask = new ArrayList<>();
  private final List<Float> logprobs = new ArrayList<>();
  private final List<ChatMessage> messages = new ArrayList<>();
  private Completion last;
  private int turns;
  private Double reward;
  private FinishReason end;

  /**
   * @param limit most tokens after the prompt
   */
  Talk(Prompt prompt, int sampleIndex, int limit) {
    this.prompt = prompt;
    this.sampleIndex = sampleIndex;
    this.limit = limit;
  }

  /** Adds a turn of the policy's; one that did not end by itself is the last. */
  void wrote(Completion turn) {
    last = turn;
    turns++;
    append(turn.getTokenIds(), true);
    logprobs.addAll(turn.getLogprobs());
    messages.add(new ChatMessage(POLICY, turn.getText()));
    if (turn.getFinishReason() != FinishReason.stop) {
      end = FinishReason.length;
    }
  }

  private void append(List<Integer> ids, boolean byPolicy) {
    tokens.addAll(ids);
    ids.forEach(id -> mask.add(byPolicy));
  }

  boolean isOpen() {
    return end == null;
  }

  /** Turns of the policy so far. */
  int turns() {
    return turns;
  }

  /** What the environment is asked. */
  EnvironmentInput asked() {
    return new EnvironmentInput(
        prompt.getPromptId(),
        prompt.getPrompt(),
        Optional.ofNullable(prompt.getAnswer()),
        prompt.getAttributes() == null ? Map.of() : prompt.getAttributes(),
        messages);
  }

  /** The policy's last turn. */
  int[] lastTurn() {
    return TokenLists.ints(last.getTokenIds());
  }

  /** Ends the conversation where the environment does. */
  void over(Double worth) {
    reward = worth;
    end = FinishReason.stop;
  }

  /** Ends the conversation where a limit does. */
  void cutOff() {
    end = FinishReason.length;
  }

  /** Adds what the environment says, if the policy has room to answer; else it ends here. */
  void answered(List<ChatMessage> replies, int[] ids) {
    if (tokens.size() + ids.length >= limit) {
      cutOff();
      return;
    }
    append(TokenLists.list(ids), false);
    messages.addAll(replies);
  }

  /** What the policy goes on with. */
  TurnSampler.Begun begun() {
    return new TurnSampler.Begun(
        prompt.getPromptId(),
        sampleIndex,
        turns + 1,
        IntStream.concat(
                IntStream.of(TokenLists.ints(prompt.getTokenIds())),
                IntStream.of(TokenLists.ints(tokens)))
            .toArray(),
        limit - tokens.size());
  }

  Completion completion(Tokenizer tokenizer) {
    return Completion.newBuilder()
        .setSampleIndex(sampleIndex)
        .setTokenIds(tokens)
        .setLogprobs(logprobs)
        .setText(tokenizer.decode(TokenLists.ints(tokens)))
        .setFinishReason(end)
        .setTurns(
            new Turns(
                mask,
                messages.stream()
                    .map(message -> new Message(message.role(), message.content()))
                    .toList(),
                reward))
        .build();
  }
}
