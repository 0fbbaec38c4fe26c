package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.BytePairSettings;
import dev.vireo.models.tokenizer.BytePairTrainer;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.store.manifest.Fingerprint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds or makes the policy that a run starts from. */
public final class StartingPolicy {

  /** Where a new model is, in the run directory. */
  public static final String FOLDER = "base";

  /**
   * Text that a new tokenizer is trained on.
   *
   * @param contentHash hash of what the text comes from
   * @param words how often each word of it occurs, by {@link BytePairTrainer#words}
   */
  public record TrainingText(String contentHash, Supplier<Map<String, Long>> words) {}

  private StartingPolicy() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(NewModelSettings settings, long seed) {
    return Fingerprint.of("starting-policy").settings(settings).seed(seed);
  }

  /** The given directory, or a new model in the run directory's {@code base}. */
  public static PolicyCheckpoint run(
      StageContext context, PolicySettings settings, TrainingText text) {
    if (settings.model() != null) {
      return PolicyCheckpoint.starting(Path.of(settings.model()));
    }
    NewModelSettings model = settings.requireNewModel();
    Fingerprint fingerprint = declared(model, context.seed());
    if (model.vocabularySize() > 0) {
      fingerprint = fingerprint.input("text", text.contentHash());
    }
    CheckpointStore store = new CheckpointStore(context.run());
    Optional<CheckpointStore.Found> made = store.find(FOLDER, fingerprint);
    if (made.isPresent()) {
      return made.get().checkpoint();
    }
    try (Tokenizer tokenizer = tokenizer(model, text)) {
      ModelConfig config = model.config(tokenizer.vocabularySize(), tokenizer.endOfSequence());
      ParameterSet parameters =
          RandomModel.parameters(config, new LanguageModelHead(), context.seed());
      return store.publish(
          FOLDER,
          fingerprint,
          new CheckpointStore.Content(
              new PolicyForm.FullModel(config, new LanguageModelHead(), CarriedFiles.of(tokenizer)),
              parameters,
              OptimizerState.initial(parameters),
              StepLog.none()));
    }
  }

  private static Tokenizer tokenizer(NewModelSettings model, TrainingText text) {
    return model.vocabularySize() == 0
        ? ByteTokenizer.create()
        : BytePairTrainer.train(
            text.words().get(),
            BytePairSettings.defaults().withVocabularySize(model.vocabularySize()));
  }
}
