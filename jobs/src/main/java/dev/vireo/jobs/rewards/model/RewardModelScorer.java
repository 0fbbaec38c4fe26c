package dev.vireo.jobs.rewards.model;

import ai.djl.Device;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.chat.ChatMessage;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.SequenceScorer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks a reward model about single texts, as its recipe has them; for one thread. */
public final class RewardModelScorer implements AutoCloseable {
  /** Tokens that go through the layers together, padding included. */
  private static final int TOKENS = 4096;

  /**
   * A beginning of a text and its reward.
   *
   * @param token the text of its last token
   * @param reward the first label's logit
   */
  public record Prefix(String token, double reward) {}

  private final ModelDirectory directory;
  private final Optional<RewardRecipe> recipe;
  private final Tokenizer tokenizer;
  private final Model model;

  private RewardModelScorer(ModelDirectory directory) {
    this.directory = directory;
    this.recipe = RewardRecipe.find(directory.path());
    this.recipe.ifPresent(found -> FollowedRecipe.requireReads(directory.path(), found, false));
    this.tokenizer = directory.tokenizer();
    this.model = Model.load(directory, Device.cpu());
  }

  /**
   * Opens a model.
   *
   * @param path its directory, or the run that trained it
   * @throws InputException if there is no reward model
   */
  public static RewardModelScorer open(String path) {
    return new RewardModelScorer(
        ModelDirectory.open(RewardModelDirectory.of(path).path(), Head.Kind.SCALAR));
  }

  /** The reward of a completion of a prompt, which may be empty. */
  public double reward(String prompt, String completion) {
    return scores(List.of(tokens(prompt, completion)))[0];
  }

  /**
   * The rewards of a completion's beginnings, token by token. Each is scored as a text of its own:
   * it is ended as the recipe ends texts.
   */
  public List<Prefix> prefixes(String prompt, String completion) {
    int[] whole = encoded(prompt, completion);
    int[] asked = encoded(prompt, "");
    int differs = Arrays.mismatch(asked, whole);
    List<int[]> beginnings = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    for (int length = (differs < 0 ? asked.length : differs) + 1;
        length <= whole.length;
        length++) {
      int[] beginning = Arrays.copyOf(whole, length);
      beginnings.add(recipe.map(each -> each.ended(tokenizer, beginning)).orElse(beginning));
      tokens.add(tokenizer.decode(new int[] {whole[length - 1]}));
    }
    double[] scores = scores(beginnings);
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      prefixes.add(new Prefix(tokens.get(i), scores[i]));
    }
    return prefixes;
  }

  private int[] tokens(String prompt, String completion) {
    String text = text(prompt, completion);
    return recipe.map(each -> each.tokens(tokenizer, text)).orElseGet(() -> tokenizer.encode(text));
  }

  /** The same without the end. */
  private int[] encoded(String prompt, String completion) {
    int[] tokens = tokenizer.encode(text(prompt, completion));
    return recipe
        .filter(each -> each.specialTokens() == SpecialTokens.AUTO)
        .map(each -> tokenizer.frame().opened(tokens))
        .orElse(tokens);
  }

  private String text(String prompt, String completion) {
    if (recipe.isEmpty() || recipe.get().text() == RewardRecipe.Text.PLAIN) {
      return prompt + completion;
    }
    List<ChatMessage> messages = new ArrayList<>();
    if (recipe.get().chat().system() != null) {
      messages.add(new ChatMessage("system", recipe.get().chat().system()));
    }
    messages.add(new ChatMessage("user", prompt));
    messages.add(new ChatMessage("assistant", completion));
    return ChatTemplate.load(directory.path(), recipe.get().chat().template())
        .render(messages, recipe.get().chat().options(false));
  }

  private double[] scores(List<int[]> sequences) {
    int[] lengths = sequences.stream().mapToInt(sequence -> sequence.length).toArray();
    int most = recipe.map(RewardRecipe::maxTokens).orElse(directory.config().contextLength());
    for (int length : lengths) {
      if (length > most) {
        throw new InputException(
            "The text has %d tokens; the model takes at most %d".formatted(length, most));
      }
    }
    double[] scores = new double[lengths.length];
    SequenceScorer scorer = new SequenceScorer(model);
    for (List<Integer> batch : TokenBatches.cut(lengths, TOKENS)) {
      float[] of = scorer.score(batch.stream().map(sequences::get).toList(), 0);
      for (int row = 0; row < of.length; row++) {
        scores[batch.get(row)] = of[row];
      }
    }
    return scores;
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
