package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.StageContext;
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
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A trained reward model as others use it: a directory of the whole model, an adapter merged into
 * it, without the optimizer's state. It is a {@code ...ForSequenceClassification} or, of steps, a
 * {@code ...ForTokenClassification}.
 */
public final class FinishedRewardModel {

  /** The stage's name. */
  public static final String STAGE = "save-reward-model";

  /** Its folder in the run directory. */
  public static final String FOLDER = "reward-model";

  private FinishedRewardModel() {}

  /**
   * The directory, made where it is not there.
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
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .input("model", checkpoint.contentHash())
            .input("evaluation", evaluation);
    Optional<PublishedFolder> there =
        PublishedFolder.findOrTakeOver(context.run(), FOLDER, fingerprint);
    if (there.isPresent()) {
      StageChange.refuse(
          context.run().uri(FOLDER), there.get().manifest().fingerprint(), fingerprint);
      return there.get();
    }
    context.run().requireOwnWork(STAGE);
    return PublishedFolder.publish(
        context.run(), FOLDER, fingerprint, folder -> write(folder, checkpoint, text.get()));
  }

  private static void write(Path folder, PolicyCheckpoint checkpoint, StartingRewardModel.Text text)
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
