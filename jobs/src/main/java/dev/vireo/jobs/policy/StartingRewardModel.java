package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.manifest.Fingerprint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The reward model that training starts from: a language model whose head is replaced by a new one,
 * drawn by the run's seed. With an adapter, the adapter and the head alone are in the folder.
 */
public final class StartingRewardModel {

  /** The stage's name. */
  public static final String STAGE = "starting-reward-model";

  /**
   * What goes into the model's directory besides its weights.
   *
   * @param padTokenId the padding token of its configuration
   * @param recipe the file that says how text becomes its tokens
   * @param others files of an adapter's own, such as a tokenizer in place of that of the model
   *     under it
   */
  public record Text(int padTokenId, byte[] recipe, CarriedFiles others) {

    /** Of a model without other files. */
    public Text(int padTokenId, byte[] recipe) {
      this(padTokenId, recipe, CarriedFiles.none());
    }
  }

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
   * @param head the new head
   * @param examples hash of what is learned from, from which the recipe follows
   * @param text asked for only if the model is made
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint run(
      StageContext context,
      PolicyCheckpoint policy,
      ScalarHead head,
      Optional<LoraSettings> adapter,
      String examples,
      Supplier<Text> text,
      String path) {
    Fingerprint fingerprint =
        declared(adapter, context.seed())
            .input("policy", policy.contentHash())
            .input(head.everyToken() ? "step-examples" : "preferences", examples);
    CheckpointStore store =
        adapter.isPresent()
            ? new CheckpointStore(context.run(), policy)
            : new CheckpointStore(context.run());
    return made(
        store,
        path,
        fingerprint,
        () ->
            adapter.isPresent()
                ? adapted(policy, head, adapter.get(), context.seed())
                : full(policy, head, text.get(), context.seed()));
  }

  /**
   * A new adapter beside a reward model that is trained further, in its folder, made where it is
   * not there. It changes nothing yet: its head is the model's own.
   *
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint further(
      StageContext context, PolicyCheckpoint model, LoraSettings adapter, String path) {
    return made(
        new CheckpointStore(context.run(), model),
        path,
        declared(Optional.of(adapter), context.seed()).input("model", model.contentHash()),
        () -> furtherAdapted(model, adapter, context.seed()));
  }

  /**
   * The adapter and the head of a reward model in a folder, made where it is not there: training
   * goes on from both.
   *
   * @param adapted the reward model
   * @param here its directory on this machine
   * @param shape of the adapter
   * @param path the folder in the run directory
   */
  public static PolicyCheckpoint continuing(
      StageContext context, AdaptedModel adapted, Path here, LoraSettings shape, String path) {
    return made(
        new CheckpointStore(context.run(), adapted.base()),
        path,
        declared(Optional.of(shape), context.seed()).input("model", adapted.key(here)),
        () -> adapted.content(here));
  }

  /** A new adapter beside a model with a scalar head, whose values are the model's own. */
  static CheckpointStore.Content furtherAdapted(
      PolicyCheckpoint model, LoraSettings adapter, long seed) {
    ModelDirectory directory = model.model();
    Head head = directory.head();
    Parameter own = directory.layout().parameter(head.projection(directory.config()));
    return adapted(model, head, adapter, seed, directory.parameters().elements(own));
  }

  static PolicyCheckpoint made(
      CheckpointStore store,
      String path,
      Fingerprint fingerprint,
      Supplier<CheckpointStore.Content> content) {
    return store
        .find(path, fingerprint)
        .map(CheckpointStore.Found::checkpoint)
        .orElseGet(
            () -> {
              store.refuseOthers(path, fingerprint);
              return store.publish(path, fingerprint, content.get());
            });
  }

  private static CheckpointStore.Content full(
      PolicyCheckpoint policy, Head head, Text text, long seed) {
    ModelDirectory directory = policy.model();
    ModelConfig config = directory.config().toBuilder().padTokenId(text.padTokenId()).build();
    ParameterSet values = withDrawnHead(directory, config, head, seed);
    return content(
        new PolicyForm.FullModel(
            config, head, directory.carriedFiles().with(ModelDirectory.RECIPE_FILE, text.recipe())),
        values);
  }

  /** A new adapter beside a language model, with a head drawn by a seed. */
  static CheckpointStore.Content adapted(
      PolicyCheckpoint policy, Head head, LoraSettings settings, long seed) {
    ModelDirectory directory = policy.model();
    float[] drawn = RandomModel.head(directory.config(), head, seed, directory.initializerRange());
    return adapted(policy, head, settings, seed, drawn);
  }

  private static CheckpointStore.Content adapted(
      PolicyCheckpoint model, Head head, LoraSettings settings, long seed, float[] scores) {
    ModelConfig config = model.model().config();
    LoraAdapter adapter = new LoraAdapter(config, settings, head);
    ParameterSet values = adapter.initial(seed);
    Parameter projection = adapter.headParameter().orElseThrow();
    System.arraycopy(scores, 0, values.elements(projection), 0, scores.length);
    return content(new PolicyForm.Adapter(model, config, adapter), values);
  }

  /** A language model's parameters with a new head drawn by a seed. */
  static ParameterSet withDrawnHead(
      ModelDirectory model, ModelConfig config, Head head, long seed) {
    ParameterSet values = withHead(model, config, head);
    float[] drawn = RandomModel.head(config, head, seed, model.initializerRange());
    Parameter projection = ParameterLayout.of(config, head).parameter(head.projection(config));
    System.arraycopy(drawn, 0, values.elements(projection), 0, drawn.length);
    return values;
  }

  /** A language model's parameters in the layout of a reward model, with a head of zeros. */
  static ParameterSet withHead(ModelDirectory model, ModelConfig config, Head head) {
    ParameterSet base = model.parameters();
    ParameterLayout layout = ParameterLayout.of(config, head);
    ParameterSet values = ParameterSet.zeros(layout);
    for (Parameter parameter : layout.parameters()) {
      if (model.layout().contains(parameter.name())) {
        float[] from = base.elements(model.layout().parameter(parameter.name()));
        System.arraycopy(from, 0, values.elements(parameter), 0, from.length);
      }
    }
    return values;
  }

  private static CheckpointStore.Content content(PolicyForm form, ParameterSet values) {
    return new CheckpointStore.Content(
        form, values, OptimizerState.initial(values), StepLog.none());
  }
}
