package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.manifest.Fingerprint;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The reward model that training starts from: a language model whose head is replaced by a new one
 * with one score, drawn by the run's seed. With an adapter, the adapter and the head alone are in
 * the folder.
 */
public final class StartingRewardModel {

  /** The stage's name. */
  public static final String STAGE = "starting-reward-model";

  static final Head HEAD = new ScalarHead(1);

  /**
   * What goes into the model's directory besides its weights.
   *
   * @param padTokenId the padding token of its configuration
   * @param recipe the file that says how text becomes its tokens
   */
  public record Text(int padTokenId, byte[] recipe) {}

  private StartingRewardModel() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(Optional<LoraSettings> adapter, long seed) {
    Fingerprint fingerprint = Fingerprint.of(STAGE).seed(seed);
    return adapter.map(fingerprint::settings).orElse(fingerprint);
  }

  /**
   * The model in its folder, made where it is not there.
   *
   * @param policy the language model
   * @param preferences hash of the pairs, from which the recipe follows
   * @param text asked for only if the model is made
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint run(
      StageContext context,
      PolicyCheckpoint policy,
      Optional<LoraSettings> adapter,
      String preferences,
      Supplier<Text> text,
      String path) {
    Fingerprint fingerprint =
        declared(adapter, context.seed())
            .input("policy", policy.contentHash())
            .input("preferences", preferences);
    CheckpointStore store =
        adapter.isPresent()
            ? new CheckpointStore(context.run(), policy)
            : new CheckpointStore(context.run());
    return store
        .find(path, fingerprint)
        .map(CheckpointStore.Found::checkpoint)
        .orElseGet(
            () -> {
              store.refuseOthers(path, fingerprint);
              return store.publish(
                  path,
                  fingerprint,
                  adapter.isPresent()
                      ? adapted(policy, adapter.get(), context.seed())
                      : full(policy, text.get(), context.seed()));
            });
  }

  private static CheckpointStore.Content full(PolicyCheckpoint policy, Text text, long seed) {
    ModelDirectory directory = policy.model();
    ModelConfig config = directory.config().toBuilder().padTokenId(text.padTokenId()).build();
    float[] head = RandomModel.head(config, HEAD, seed, directory.initializerRange());
    ParameterSet values = withHead(directory, config, head);
    return content(
        new PolicyForm.FullModel(
            config, HEAD, directory.carriedFiles().with(ModelDirectory.RECIPE_FILE, text.recipe())),
        values);
  }

  private static CheckpointStore.Content adapted(
      PolicyCheckpoint policy, LoraSettings settings, long seed) {
    ModelDirectory directory = policy.model();
    LoraAdapter adapter = new LoraAdapter(directory.config(), settings, HEAD);
    ParameterSet values = adapter.initial(seed);
    Parameter head = adapter.headParameter().orElseThrow();
    float[] drawn = RandomModel.head(directory.config(), HEAD, seed, directory.initializerRange());
    System.arraycopy(drawn, 0, values.of(head), 0, drawn.length);
    return content(new PolicyForm.Adapter(policy, directory.config(), adapter), values);
  }

  /** A language model's parameters in the layout of a reward model, with this head. */
  static ParameterSet withHead(ModelDirectory model, ModelConfig config, float[] head) {
    ParameterSet base = model.parameters();
    ParameterLayout layout = ParameterLayout.of(config, HEAD);
    ParameterSet values = ParameterSet.zeros(layout);
    for (Parameter parameter : layout.parameters()) {
      float[] from =
          model.layout().contains(parameter.name())
              ? base.of(model.layout().parameter(parameter.name()))
              : head;
      System.arraycopy(from, 0, values.of(parameter), 0, from.length);
    }
    return values;
  }

  private static CheckpointStore.Content content(PolicyForm form, ParameterSet values) {
    return new CheckpointStore.Content(
        form, values, OptimizerState.initial(values), StepLog.none());
  }
}
