package dev.vireo.jobs.rewards;

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
 * @param completion the completion's text, without special tokens
 * @param completionTokens its length in tokens, end-of-sequence included
 * @param stopped true if it ended with end-of-sequence, false if it ran into the limit
 * @param completionIds its tokens; empty where only the text is known
 */
public record RewardInput(
    String promptId,
    String prompt,
    Optional<String> answer,
    Map<String, String> attributes,
    String completion,
    int completionTokens,
    boolean stopped,
    List<Integer> completionIds) {
  public RewardInput {
    Objects.requireNonNull(promptId, "promptId");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(attributes, "attributes");
    Objects.requireNonNull(completion, "completion");
    Objects.requireNonNull(completionIds, "completionIds");
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
