package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.PeftAdapter;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.PublishedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A trained reward model as others use it, without the optimizer's state: a directory of the whole
 * model, an adapter merged into it, or of the adapter alone. The former is a {@code
 * ...ForSequenceClassification} or, of steps, a {@code ...ForTokenClassification}; the latter is
 * PEFT's, with the head among its modules to save, and names the model that it lies beside.
 */
public final class FinishedRewardModel {

  /** The stage's name. */
  public static final String STAGE = "save-reward-model";

  /** Its folder in the run directory. */
  public static final String FOLDER = "reward-model";

  /** What the directory holds of a model that was trained as an adapter. */
  public enum Form {
    /** The whole model, with the adapter merged into it. */
    MERGED,
    /** The adapter and the head, beside the model that they were trained on. */
    ADAPTER
  }

  private FinishedRewardModel() {}

  /** Whether a directory holds a model, whole or an adapter. */
  public static boolean isModel(Path directory) {
    return Files.exists(directory.resolve(ModelDirectory.CONFIG_FILE))
        || AdapterDirectory.isAt(directory);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(Form form) {
    Fingerprint fingerprint = Fingerprint.of(STAGE);
    return form == Form.MERGED ? fingerprint : fingerprint.settings(Map.of("save-as", form));
  }

  /**
   * The directory of the whole model, made where it is not there.
   *
   * @param checkpoint the trained model
   * @param evaluation hash of what the recipe takes its statistics from
   * @param text asked for only if it is made
   */
  public static PublishedFolder run(
      StageContext context,
      PolicyCheckpoint checkpoint,
      String evaluation,
      Supplier<StartingRewardModel.Text> text) {
    return run(context, checkpoint, evaluation, text, Form.MERGED);
  }

  /**
   * The directory, made where it is not there.
   *
   * @param form adapter only of a model that was trained as one
   */
  public static PublishedFolder run(
      StageContext context,
      PolicyCheckpoint checkpoint,
      String evaluation,
      Supplier<StartingRewardModel.Text> text,
      Form form) {
    Fingerprint fingerprint =
        declared(form).input("model", checkpoint.contentHash()).input("evaluation", evaluation);
    Optional<PublishedFolder> there =
        PublishedFolder.findOrTakeOver(context.run(), FOLDER, fingerprint);
    if (there.isPresent()) {
      StageChange.refuse(
          context.run().uri(FOLDER), there.get().manifest().fingerprint(), fingerprint);
      return there.get();
    }
    context.run().requireOwnWork(STAGE);
    return PublishedFolder.publish(
        context.run(), FOLDER, fingerprint, folder -> write(folder, checkpoint, text.get(), form));
  }

  private static void write(
      Path folder, PolicyCheckpoint checkpoint, StartingRewardModel.Text text, Form form)
      throws IOException {
    switch (form) {
      case MERGED -> whole(folder, checkpoint, text);
      case ADAPTER -> adapter(folder, checkpoint, text);
    }
  }

  /** The model's place is written as this machine has it, for PEFT and for whoever scores. */
  private static void adapter(
      Path folder, PolicyCheckpoint checkpoint, StartingRewardModel.Text text) throws IOException {
    Path model = checkpoint.base().local().toAbsolutePath().normalize();
    AdapterDirectory.read(checkpoint.local(), checkpoint.model().config())
        .writeInto(folder, model.toString(), FloatFormat.FLOAT32);
    text.others().with(ModelDirectory.RECIPE_FILE, text.recipe()).write(folder);
  }

  private static void whole(Path folder, PolicyCheckpoint checkpoint, StartingRewardModel.Text text)
      throws IOException {
    ModelDirectory model = checkpoint.model();
    ModelConfig config = model.config().toBuilder().padTokenId(text.padTokenId()).build();
    Head head = checkpoint.version().head();
    ParameterSet parameters =
        checkpoint.under() == null
            ? model.parameters()
            : PeftAdapter.read(checkpoint.local(), config, head)
                .merged(
                    model.head().equals(head)
                        ? model.parameters()
                        : StartingRewardModel.withHead(model, config, head));
    ModelDirectory.writeInto(
        folder,
        config,
        head,
        parameters,
        model.carriedFiles().with(ModelDirectory.RECIPE_FILE, text.recipe()),
        FloatFormat.FLOAT32);
  }
}
