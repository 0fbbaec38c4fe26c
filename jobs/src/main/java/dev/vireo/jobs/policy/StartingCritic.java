package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.TokenizerFiles;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The critic that training starts from: a reward model, or the policy with a new head drawn by the
 * run's seed; or an adapter beside either.
 */
public final class StartingCritic {

  /** The stage's name. */
  public static final String STAGE = "starting-critic";

  private StartingCritic() {}

  /** What the stage reads of a configuration; its input comes to it. */
  public static Fingerprint declared(long seed) {
    return Fingerprint.of(STAGE).seed(seed);
  }

  /**
   * The policy with a new head in its folder, made where it is not there.
   *
   * @param policy a whole model
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint run(StageContext context, PolicyCheckpoint policy, String path) {
    return StartingRewardModel.made(
        new CheckpointStore(context.run()),
        path,
        declared(context.seed()).input("policy", policy.contentHash()),
        () -> withNewHead(policy, context.seed()));
  }

  /** What the stage reads of a configuration where the critic is an adapter. */
  public static Fingerprint declared(LoraSettings adapter, long seed) {
    return declared(seed).settings(adapter);
  }

  /**
   * A new adapter with a head in its folder, made where it is not there. The model beside it is
   * frozen, and in memory once with that of a policy's adapter if it is the same.
   *
   * @param model the policy, for a head drawn by the run's seed; or a reward model, for its own
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint beside(
      StageContext context, PolicyCheckpoint model, LoraSettings adapter, String path) {
    return StartingRewardModel.made(
        new CheckpointStore(context.run(), model),
        path,
        declared(adapter, context.seed()).input("policy", model.contentHash()),
        () ->
            model.model().head() instanceof ScalarHead
                ? StartingRewardModel.furtherAdapted(model, adapter, context.seed())
                : StartingRewardModel.adapted(model, new ScalarHead(1), adapter, context.seed()));
  }

  /**
   * The whole model: a reward model, or the model under its adapter.
   *
   * @throws InputException if there is none
   */
  public static ModelDirectory under(Path directory) {
    try {
      return AdaptedModel.isAt(directory)
          ? AdaptedModel.model(directory)
          : ModelDirectory.openAny(directory);
    } catch (InputException e) {
      throw new InputException("critic.from: " + e.getMessage(), e);
    }
  }

  /**
   * The adapter and the head of a reward model in a folder, made where it is not there: the critic
   * goes on from both.
   *
   * @param rewardModel the directory of its adapter
   * @param products the run's format
   * @param adapter the same shape as that adapter's
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint continuing(
      StageContext context,
      Path rewardModel,
      FloatFormat products,
      LoraSettings adapter,
      String path) {
    AdaptedModel adapted = adapted(rewardModel, products);
    PolicyCheckpoint model = adapted.base();
    return StartingRewardModel.made(
        new CheckpointStore(context.run(), model),
        path,
        declared(adapter, context.seed())
            .input("policy", model.contentHash())
            .input("reward-model", adapted.key(rewardModel)),
        () -> adapted.content(rewardModel));
  }

  private static CheckpointStore.Content withNewHead(PolicyCheckpoint policy, long seed) {
    ModelDirectory directory = policy.model();
    Head head = new ScalarHead(1);
    ParameterSet values =
        StartingRewardModel.withDrawnHead(directory, directory.config(), head, seed);
    return new CheckpointStore.Content(
        new PolicyForm.FullModel(directory.config(), head, directory.carriedFiles()),
        values,
        OptimizerState.initial(values),
        StepLog.none());
  }

  /**
   * The directory of a reward model on this machine.
   *
   * @param from the directory itself, or the run that trained the model
   */
  public static Path directory(String from) {
    Path given = Path.of(from);
    Path trained = given.resolve(FinishedRewardModel.FOLDER);
    return FinishedRewardModel.isModel(given) || !FinishedRewardModel.isModel(trained)
        ? given
        : trained;
  }

  /**
   * A reward model as the critic before the first iteration; or the model under it, if it is an
   * adapter.
   *
   * @param products the run's format, which counts as part of what is under adapters
   */
  public static PolicyCheckpoint rewardModel(Path directory, FloatFormat products) {
    return AdaptedModel.isAt(directory)
        ? adapted(directory, products).base()
        : new PolicyCheckpoint(PublishedFolder.of(directory), 0, null);
  }

  private static AdaptedModel adapted(Path directory, FloatFormat products) {
    return AdaptedModel.of(PublishedFolder.of(directory), directory).multipliedIn(products);
  }

  /**
   * Checks that a reward model can value the states of a policy's completions.
   *
   * @param critic its directory
   * @param adapter the critic's own adapter; null if all of the critic is trained
   * @param policy the policy's directory, or null for a new one
   * @throws InputException if it has not one score, reads other tokens, or is an adapter of another
   *     shape
   */
  public static void check(Path critic, LoraSettings adapter, Path policy) {
    ModelDirectory model = under(critic);
    if (!head(critic, model).equals(new ScalarHead(1))) {
      throw new InputException(
          "critic.from is %s, which is not a reward model with one score: name one, or leave it out for a copy of the policy with a new head"
              .formatted(critic));
    }
    requireShape(critic, adapter);
    if (policy == null) {
      throw new InputException(
          "critic.from is %s, but the policy is a new model, with a tokenizer of its own: leave critic.from out"
              .formatted(critic));
    }
    ModelDirectory other = ModelDirectory.openAny(policy);
    ModelConfig mine = model.config();
    if (mine.vocabularySize() != other.config().vocabularySize() || !sameTokenizer(model, other)) {
      throw new InputException(
          "critic.from is %s, whose tokenizer is not the policy's: a critic reads the policy's tokens"
              .formatted(critic));
    }
    if (mine.contextLength() < other.config().contextLength()) {
      throw new InputException(
          "critic.from is %s, which sees %d tokens, fewer than the policy's %d"
              .formatted(critic, mine.contextLength(), other.config().contextLength()));
    }
  }

  /**
   * Checks that an adapter, as which a critic goes on, has the shape that the critic is to have.
   *
   * @param critic directory of a reward model, whole or an adapter
   * @param adapter the critic's own adapter; null if all of the critic is trained
   * @throws InputException if it has another
   */
  public static void requireShape(Path critic, LoraSettings adapter) {
    if (AdaptedModel.isAt(critic)) {
      ModelDirectory model = under(critic);
      LoraSettings given = AdapterDirectory.read(critic, model.config()).adapter().settings();
      if (!given.equals(adapter)) {
        throw new InputException(
            "critic.from is %s, an adapter, which the critic goes on from: set critic.adapter to its shape, %s"
                .formatted(critic, given.written()));
      }
    }
  }

  private static Head head(Path critic, ModelDirectory model) {
    return AdaptedModel.isAt(critic) ? AdapterDirectory.headOf(critic) : model.head();
  }

  private static boolean sameTokenizer(ModelDirectory one, ModelDirectory other) {
    return Arrays.equals(tokenizer(one), tokenizer(other));
  }

  private static byte[] tokenizer(ModelDirectory model) {
    return TokenizerFiles.read(model.path()).get(TokenizerFiles.TOKENIZER);
  }
}
