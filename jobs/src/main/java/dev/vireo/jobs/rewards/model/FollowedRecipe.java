package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import java.nio.file.Path;

/** A reward's options beside the recipe of its model, which they must not contradict. */
final class FollowedRecipe {
  private FollowedRecipe() {}

  /**
   * Checks what kind of model it is.
   *
   * @param pairs whether it must read two completions, instead of one
   * @throws InputException if it reads something else
   */
  static void requireReads(Path path, RewardRecipe recipe, boolean pairs) {
    if (recipe.comparesTwo() != pairs) {
      throw wrong(
          path,
          pairs ? "single completions" : "two completions at a time",
          pairs
              ? "use a reward of type sequence-classifier"
              : "use a reward of type preference-model");
    }
  }

  /**
   * The text that the recipe asks for.
   *
   * @throws InputException if an option asks for another
   */
  static ScoredText text(Path path, RewardRecipe recipe, SequenceClassifierOptions options) {
    ChatSettings chat = options.chat();
    boolean given = !chat.equals(ChatSettings.defaults());
    String messages = options.messagesColumn();
    if (recipe.text() == RewardRecipe.Text.PLAIN) {
      if (messages != null || given) {
        throw wrong(
            path,
            "plain texts",
            "remove option '%s'".formatted(messages != null ? "messages-column" : "chat"));
      }
      return new ScoredText(options.promptColumn(), null, chat);
    }
    if (given && !chat.equals(recipe.chat()) && !chat.equals(wrapped(recipe.chat(), true))) {
      throw wrong(path, "another chat template or other settings of it", "remove option 'chat'");
    }
    boolean wraps = chat.wrap() || recipe.chat().wrap();
    if (messages == null && !wraps) {
      throw wrong(
          path,
          "chats",
          "name the prompts' messages in option 'messages-column', or set chat.wrap if each prompt"
              + " is one user message");
    }
    return new ScoredText(
        options.promptColumn(), messages, wrapped(recipe.chat(), messages == null));
  }

  /**
   * The longest text.
   *
   * @throws InputException if the model's configuration is of another recipe, or an option allows
   *     longer texts
   */
  static int longest(
      OpenedModel directory, RewardRecipe recipe, SequenceClassifierOptions options) {
    Path path = directory.path();
    Integer pad = directory.config().padTokenId();
    if (pad == null || pad != recipe.padTokenId()) {
      throw wrong(
          path,
          "the padding token " + recipe.padTokenId(),
          "set pad_token_id of config.json, which is " + pad + ", to it");
    }
    if (options.maxTokens() != null && options.maxTokens() > recipe.maxTokens()) {
      throw tooLong(path, recipe.maxTokens(), options.maxTokens());
    }
    return recipe.maxTokens();
  }

  private static ChatSettings wrapped(ChatSettings chat, boolean wrap) {
    return new ChatSettings(wrap, chat.system(), chat.template(), chat.variables(), chat.date());
  }

  /** An option that allows longer texts than the recipe. */
  static InputException tooLong(Path path, int most, int option) {
    return wrong(
        path,
        "at most %d tokens".formatted(most),
        "lower option 'max-tokens', which is %d".formatted(option));
  }

  /** An option that contradicts the recipe. */
  static InputException wrong(Path path, String says, String remedy) {
    return new InputException(
        "the model was trained on %s, says %s: %s"
            .formatted(says, path.resolve(RewardRecipe.FILE), remedy));
  }
}
