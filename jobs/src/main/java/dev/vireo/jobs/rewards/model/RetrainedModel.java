package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.PairTokens;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.RewardReading;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.policy.AdaptedModel;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingRewardModel;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model of a reward of type {@code sequence-classifier} as one that is trained further: what it
 * starts from, and how it reads what it learns from, which is how it reads what it scores.
 */
public final class RetrainedModel {

  private final RewardSettings reward;
  private final ReadModel model;
  private final RewardRecipe recipe;
  private final int end;
  private final FloatFormat products;

  /** Its files are read once to know them. */
  private final ClassifierVersion version;

  private RetrainedModel(
      RewardSettings reward, ReadModel model, RewardRecipe recipe, int end, FloatFormat products) {
    this.reward = reward;
    this.model = model;
    this.recipe = recipe;
    this.end = end;
    this.products = products;
    this.version = model.directory().version();
  }

  /**
   * The model of a reward.
   *
   * @param products the run's format, which counts as part of what is under adapters
   * @throws InputException if it cannot be trained further, or its options are wrong
   */
  public static RetrainedModel of(RewardSettings reward, FloatFormat products) {
    try {
      SequenceClassifierOptions options =
          RewardOptions.read(SequenceClassifierOptions.defaults(), reward.revealed());
      ReadModel model = ReadModel.open(options);
      List<String> labels = model.directory().labels();
      if (labels.size() != 1) {
        throw new InputException(
            "a model that is trained further must have one label; this one has " + labels);
      }
      try (Tokenizer tokenizer = model.directory().tokenizer()) {
        int end = tokenizer.endOfSequence();
        RewardRecipe recipe = model.recipe().orElseGet(() -> asItIs(model, end));
        return new RetrainedModel(reward, model, recipe, end, products);
      }
    } catch (InputException e) {
      throw reward.failure(": ", e.getMessage(), e);
    }
  }

  /** The recipe of a model without one: texts are scored as they are. */
  private static RewardRecipe asItIs(ReadModel model, int end) {
    Integer padding = model.directory().config().padTokenId();
    boolean chat = model.text().isChat();
    return new RewardRecipe(
        chat ? RewardRecipe.Text.CHAT : RewardRecipe.Text.PLAIN,
        chat ? model.text().chat() : null,
        SpecialTokens.NONE,
        false,
        null,
        padding == null ? end : padding,
        RewardRecipe.Pooled.LAST_NOT_PADDING,
        model.maxTokens(),
        null,
        null);
  }

  /**
   * The model as it was given. Of an adapter a copy, made where it is not there: unlike the
   * adapter's own directory it does not hold where the model under it lies.
   *
   * @param context where a copy goes
   * @param path the folder in its run directory
   */
  public PolicyCheckpoint given(StageContext context, String path) {
    Optional<LoraSettings> shape = adapter();
    return shape.isEmpty()
        ? new PolicyCheckpoint(version.folder(), 0, null)
        : StartingRewardModel.continuing(
            context,
            new AdaptedModel(version.folder(), version.under().base().multipliedIn(products)),
            model.directory().path(),
            shape.get(),
            path);
  }

  /** The shape of the adapter that it is; empty of a whole model. */
  public Optional<LoraSettings> adapter() {
    return model.directory().adapter();
  }

  /** The directory of the model under an adapter; empty of a whole model. */
  public Optional<Path> base() {
    return model.directory().base();
  }

  /** Parameters of the whole model, or of the one under an adapter. */
  public long frozen() {
    return model.directory().frozen();
  }

  /** What an adapter's directory brings besides, such as a tokenizer; none of a whole model. */
  public CarriedFiles others() {
    return adapter().isEmpty() ? CarriedFiles.none() : CarriedFiles.of(model.directory().path());
  }

  /** Its shape. */
  public ModelConfig model() {
    return model.directory().config();
  }

  /** What its last hidden state is projected to. */
  public Head head() {
    return model.directory().head();
  }

  /** How text becomes its tokens. */
  public RewardRecipe recipe() {
    return recipe;
  }

  /** The tokens of pairs that are made of rollouts. */
  public PairTokens tokens() {
    return new RecipeTokens(version, model.text(), model.recipe().orElse(null));
  }

  /** Pairs as it learns from them. */
  public RewardPairSource source(DatasetHandle<PreferencePair> pairs, double heldOut) {
    return new RewardPairSource(
        pairs,
        new RewardReading(
            recipe.padTokenId(),
            recipe.appendEos() ? Integer.valueOf(end) : null,
            null,
            model.maxTokens(),
            heldOut));
  }

  /** The pairs it was first trained on, where the reward names the run that did. */
  public Optional<DatasetHandle<PreferencePair>> firstPairs() {
    return model.place().run().flatMap(run -> run.partition(Datasets.PREFERENCE_PAIRS).published());
  }

  /** The reward with another model in its place that reads texts in the same way. */
  public RewardSettings with(PublishedFolder directory) {
    Map<String, Object> others = new LinkedHashMap<>(reward.options());
    RunDirectory run = directory.run();
    String uri = run.uri(directory.path());
    others.put("path", run.local(directory.path()).map(Path::toString).orElse(uri));
    return reward.with(others);
  }
}
