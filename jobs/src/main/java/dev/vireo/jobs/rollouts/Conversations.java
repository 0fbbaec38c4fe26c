package dev.vireo.jobs.rollouts;

import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.environments.ConfiguredEnvironment;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.environments.Environments;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How completions become conversations: what the policy acts in, and how the messages of that are
 * put.
 *
 * @param environment says what comes next
 * @param chat how messages go through the policy's chat template; null where prompts are plain
 *     texts, so that messages are, too
 */
public record Conversations(ConfiguredEnvironment environment, ChatSettings chat)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The conversations of a run's settings.
   *
   * @throws dev.vireo.algorithms.InputException if the environment's settings are wrong
   */
  public static Conversations of(EnvironmentSettings settings, PromptSettings prompts) {
    return new Conversations(
        Environments.create(settings), prompts.isChat() ? prompts.chat() : null);
  }

  /** What decides them besides the sampling: part of fingerprints. */
  public Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>(environment.identity());
    if (chat != null) {
      identity.put("chat", chat);
    }
    return identity;
  }

  /** Most messages that the policy writes. */
  int maxTurns() {
    return environment.settings().maxTurns();
  }

  /** Whether a repeated conversation is the same. */
  public boolean isRepeatable() {
    return environment.environment().isRepeatable();
  }

  /**
   * Tries the policy's chat template, before anything is sampled.
   *
   * @param directory the policy's
   * @throws dev.vireo.algorithms.InputException if it cannot put the environment's messages
   */
  public void check(Path directory) {
    if (chat != null) {
      ChatTemplate template = ChatTemplate.load(directory, chat.template());
      for (String role : environment.environment().roles()) {
        template.between(List.of(new ChatMessage(role, "1")), chat.options(true));
      }
    }
  }

  /** A sampler of conversations, each of whose turns another draws. */
  public ChunkSampler of(TurnSampler turns) {
    return new ConversationSampler(turns, this);
  }
}
