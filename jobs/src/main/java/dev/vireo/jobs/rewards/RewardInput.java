package dev.vireo.jobs.rewards;

import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.store.parquet.PolicyTokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One completion, as a {@link RewardFunction} sees it. The attributes are not copied: they are
 * shared by the completions of a group, and no function may change them.
 *
 * @param promptId key of the prompt
 * @param prompt the text the policy was given
 * @param answer reference answer; empty if the prompt has none
 * @param attributes further columns of the prompt's source, as text
 * @param completion the completion's text, without special tokens; of a conversation all of it
 * @param completionTokens its length in tokens, end-of-sequence included; of a conversation those
 *     that the policy wrote
 * @param stopped true if it ended with end-of-sequence, false if it ran into the limit
 * @param completionIds its tokens; empty where only the text is known
 * @param conversation its messages, in an environment; empty where it is one message
 */
public record RewardInput(
    String promptId,
    String prompt,
    Optional<String> answer,
    Map<String, String> attributes,
    String completion,
    int completionTokens,
    boolean stopped,
    List<Integer> completionIds,
    Optional<RewardConversation> conversation) {
  public RewardInput {
    Objects.requireNonNull(promptId, "promptId");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(attributes, "attributes");
    Objects.requireNonNull(completion, "completion");
    Objects.requireNonNull(completionIds, "completionIds");
    Objects.requireNonNull(conversation, "conversation");
  }

  /**
   * A completion as it was sampled.
   *
   * @param answer null if the prompt has none
   */
  public static RewardInput of(
      String promptId,
      String prompt,
      String answer,
      Map<String, String> attributes,
      Completion completion) {
    return new RewardInput(
        promptId,
        prompt,
        Optional.ofNullable(answer),
        attributes,
        completion.getText(),
        PolicyTokens.count(completion),
        completion.getFinishReason() == FinishReason.stop,
        completion.getTokenIds(),
        Optional.ofNullable(completion.getTurns()).map(RewardConversation::of));
  }

  /** What the policy said in the end: the completion, or of a conversation its last message. */
  public String lastMessage() {
    return conversation.map(RewardConversation::lastOfPolicy).orElse(completion);
  }

  /** A completion that is one message. */
  public RewardInput(
      String promptId,
      String prompt,
      Optional<String> answer,
      Map<String, String> attributes,
      String completion,
      int completionTokens,
      boolean stopped,
      List<Integer> completionIds) {
    this(
        promptId,
        prompt,
        answer,
        attributes,
        completion,
        completionTokens,
        stopped,
        completionIds,
        Optional.empty());
  }

  /** A part of the completion in its place, with the reference for that part. */
  public RewardInput withCompletion(String part, Optional<String> reference) {
    return new RewardInput(
        promptId, prompt, reference, attributes, part, completionTokens, stopped, List.of());
  }

  /** A completion of which only the text is known. */
  public RewardInput(
      String promptId,
      String prompt,
      Optional<String> answer,
      Map<String, String> attributes,
      String completion,
      int completionTokens,
      boolean stopped) {
    this(promptId, prompt, answer, attributes, completion, completionTokens, stopped, List.of());
  }
}
