package dev.vireo.pipelines.run;

import dev.vireo.jobs.policy.NewModelSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Precision;
import java.nio.file.Path;

/** The settings of a run that trains a model with layers: a policy, or a reward model. */
public interface ModelRun extends RunSettings {

  /** Tokens of a tokenizer of bytes: each byte, and the end. */
  int BYTE_TOKENS = 257;

  /** Where the model comes from. */
  PolicySettings policy();

  /** Whether the model is trained, and not only sampled. */
  default boolean trains() {
    return true;
  }

  /** What is kept. */
  CheckpointSettings checkpoints();

  /**
   * The shape of the model, before it is there where it is new.
   *
   * @throws dev.vireo.algorithms.InputException if the model's config.json cannot be read
   */
  default ModelConfig shape() {
    if (policy().model() != null) {
      return ModelDirectory.configOf(Path.of(policy().model()));
    }
    NewModelSettings settings = policy().requireNewModel();
    int tokens = settings.vocabularySize() == 0 ? BYTE_TOKENS : settings.vocabularySize();
    return settings.config(tokens, 0);
  }

  /** The formats of the model's numbers in memory, with the adapter if one is trained. */
  default Precision precision() {
    Precision usual = Precision.multiplying(products());
    boolean narrow =
        policy().adapter() != null
            && policy().model() != null
            && products() == FloatFormat.BFLOAT16
            && ModelDirectory.storageOf(Path.of(policy().model())) == FloatFormat.BFLOAT16;
    return narrow ? new Precision(FloatFormat.BFLOAT16, usual.compute(), usual.optimizer()) : usual;
  }

  /** What the trained model's last hidden state is projected to. */
  default Head head() {
    return new LanguageModelHead();
  }
}
