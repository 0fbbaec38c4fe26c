package dev.vireo.jobs.rollouts.refinement;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.prompts.TextTemplate;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.jobs.rollouts.TurnTokens;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.TokenLists;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the policy reads to improve an answer: of a plain prompt the template filled in, in place of
 * the prompt; of a chat the chat, its answer as it was sampled, and the template as the user's next
 * message. For one thread at a time.
 */
final class RefinementTokens {
  private static final String USER = "user";

  private final TextTemplate template;
  private final boolean chat;
  private final PromptEncoder encoder;
  private final TurnTokens turns;

  /**
   * @param chat how chats go through the policy's chat template; null for plain prompts
   */
  RefinementTokens(TextTemplate template, ChatSettings chat, PolicyEncoder encoder) {
    this.template = template;
    this.chat = chat != null;
    this.encoder = encoder.open();
    this.turns = TurnTokens.of(Tokenizers.of(encoder.policy()), encoder.policy().local(), chat);
  }

  /**
   * The tokens.
   *
   * @param group of the prompt
   * @param answer the last one
   * @param score what the reward says of it; NaN where it says nothing
   * @throws InputException if the prompt is a chat, but comes as plain text
   */
  int[] of(Rollout group, Completion answer, double score) {
    String text =
        template.fill(
            template.columns().stream()
                .map(place -> value(place, group, answer, score))
                .toArray(String[]::new));
    if (!chat) {
      if (turns.isChatAsText(group.getPrompt())) {
        throw new InputException(
            "Prompt %s is a chat, but study.refine would go on with plain text: name its column in prompts.messages-column"
                .formatted(group.getPromptId()));
      }
      return encoder.frame().around(encoder.encode(text));
    }
    int[] said = TokenLists.ints(answer.getTokenIds());
    int[] asked = turns.between(said, List.of(new ChatMessage(USER, text)));
    return Stream.of(TokenLists.ints(group.getPromptTokenIds()), said, asked)
        .flatMapToInt(IntStream::of)
        .toArray();
  }

  private static String value(String place, Rollout group, Completion answer, double score) {
    return switch (place) {
      case RefineSettings.PROMPT -> group.getPrompt();
      case RefineSettings.ANSWER -> answer.getText();
      default -> Double.isNaN(score) ? "no score" : String.format(Locale.ROOT, "%.2f", score);
    };
  }
}
