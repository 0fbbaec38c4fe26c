package dev.vireo.jobs.rewards.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a reward model about single texts, as its recipe has them. */
public final class RewardModelScorer {
  /** Names the text in no message that anybody sees. */
  private static final String ID = "text";

  /**
   * A beginning of a text and its reward.
   *
   * @param token the text of its last token
   * @param reward the logit
   */
  public record Prefix(String token, double reward) {}

  private final String path;
  private final TextScorer scorer;

  private RewardModelScorer(String path, TextScorer scorer) {
    this.path = path;
    this.scorer = scorer;
  }

  /**
   * Opens a model that has one label, or whose recipe names it.
   *
   * @param path its directory, or the run that trained it
   * @throws InputException if there is no reward model
   */
  public static RewardModelScorer open(String path) {
    return open(new TextScorer.Options(path, null, false, TooLong.ERROR, 4096, null));
  }

  /**
   * Opens a model.
   *
   * @throws InputException if there is no reward model, or an option does not suit it
   */
  public static RewardModelScorer open(TextScorer.Options options) {
    return new RewardModelScorer(options.path(), TextScorer.open(options));
  }

  /** The reward of a completion of a prompt, which may be empty. */
  public double reward(String prompt, String completion) {
    return judge(prompt, completion, null).reward();
  }

  /**
   * What the model makes of a completion of a prompt, which may be empty.
   *
   * @param other the completion that it is compared with; null where it is not
   * @throws InputException if it is too long, or the model compares two and there is one, or one
   *     and there are two
   */
  public TextJudgement judge(String prompt, String completion, String other) {
    if (scorer.comparesTwo() && other == null) {
      throw new InputException(
          "The model %s compares two completions: give the other one with --against"
              .formatted(path));
    }
    if (!scorer.comparesTwo() && other != null) {
      throw new InputException(
          "The model %s scores one completion at a time: leave out --against".formatted(path));
    }
    RewardInput input = input(prompt, completion, other);
    requireFits(scorer.lengths().applyAsInt(input));
    return scorer.judge(List.of(input)).get(0);
  }

  /**
   * The rewards of a completion's beginnings, token by token. Each is scored as a text of its own:
   * it is ended as the recipe ends texts.
   *
   * @throws InputException if it is too long, or the model does not score whole texts
   */
  public List<Prefix> prefixes(String prompt, String completion) {
    if (!(scorer instanceof WholeTexts texts)) {
      throw new InputException(
          scorer.comparesTwo()
              ? "The model %s compares two completions, whose beginnings make no pairs: leave out --prefixes"
                  .formatted(path)
              : "The model %s judges steps, and prints each of them: leave out --prefixes"
                  .formatted(path));
    }
    ClassifierReward reward = texts.reward();
    int[] whole = reward.begun(input(prompt, completion, null));
    int[] asked = reward.begun(input(prompt, "", null));
    int differs = Arrays.mismatch(asked, whole);
    int first = (differs < 0 ? asked.length : differs) + 1;
    Tokenizer tokenizer = TokenizerPool.of(reward.version().key(), reward.version()::path);
    List<int[]> beginnings = new ArrayList<>();
    for (int length = first; length <= whole.length; length++) {
      beginnings.add(reward.ended(Arrays.copyOf(whole, length)));
    }
    beginnings.forEach(beginning -> requireFits(beginning.length));
    double[] scores =
        TokenScores.of(
            reward.version(),
            beginnings.toArray(int[][]::new),
            reward.label(),
            reward.tokensPerBatch());
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      prefixes.add(new Prefix(tokenizer.decode(new int[] {whole[first - 1 + i]}), scores[i]));
    }
    return prefixes;
  }

  private void requireFits(int tokens) {
    if (scorer.tooLong() == TooLong.ERROR && tokens > scorer.longest()) {
      throw new InputException(
          "The text has %d tokens; the model takes at most %d".formatted(tokens, scorer.longest()));
    }
  }

  private RewardInput input(String prompt, String completion, String other) {
    Map<String, String> attributes = new HashMap<>();
    if (scorer.isChat()) {
      attributes.put(
          TextScorer.MESSAGES,
          JsonNodeFactory.instance
              .arrayNode()
              .add(JsonNodeFactory.instance.objectNode().put("role", "user").put("content", prompt))
              .toString());
    }
    if (other != null) {
      attributes.put(TextScorer.OTHER, other);
    }
    return new RewardInput(ID, prompt, Optional.empty(), attributes, completion, 0, true);
  }
}
