package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.TokenizerFiles;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Files;
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

  private static ModelDirectory open(Path critic) {
    try {
      return ModelDirectory.openAny(critic);
    } catch (InputException e) {
      throw new InputException("critic.from: " + e.getMessage(), e);
    }
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
    return Files.exists(given.resolve(ModelDirectory.CONFIG_FILE))
            || !Files.exists(trained.resolve(ModelDirectory.CONFIG_FILE))
        ? given
        : trained;
  }

  /** A reward model as the critic before the first iteration. */
  public static PolicyCheckpoint rewardModel(Path directory) {
    return new PolicyCheckpoint(PublishedFolder.of(directory), 0, null);
  }

  /**
   * Checks that a reward model can value the states of a policy's completions.
   *
   * @param critic its directory
   * @param policy the policy's directory, or null for a new one
   * @throws InputException if it has not one score, or reads other tokens
   */
  public static void check(Path critic, Path policy) {
    ModelDirectory model = open(critic);
    if (!(model.head() instanceof ScalarHead head) || head.labels() != 1) {
      throw new InputException(
          "critic.from is %s, which is not a reward model with one score: name one, or leave it out for a copy of the policy with a new head"
              .formatted(critic));
    }
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

  private static boolean sameTokenizer(ModelDirectory one, ModelDirectory other) {
    return Arrays.equals(tokenizer(one), tokenizer(other));
  }

  private static byte[] tokenizer(ModelDirectory model) {
    return TokenizerFiles.read(model.path()).get(TokenizerFiles.TOKENIZER);
  }
}
