package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.AdapterCheckpoint;
import dev.vireo.models.checkpoint.Checkpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** What a policy's trained parameters are, and how its checkpoints hold them. */
public sealed interface PolicyForm {

  /** The model's shape. */
  ModelConfig config();

  /** What lies under the trained parameters; null where they are the whole model. */
  Adaptation adaptation();

  /** The checkpoint that lies under an adapter's; null where the parameters are the whole model. */
  PolicyCheckpoint base();

  /** The trained parameters in a checkpoint's directory. */
  float[] parameters(Path directory);

  /** The optimizer's state in a checkpoint's directory. */
  OptimizerState optimizerState(Path directory);

  /** Fills a checkpoint's directory. */
  void write(Path directory, float[] parameters, OptimizerState optimizer) throws IOException;

  /**
   * All parameters are trained.
   *
   * @param config the model's shape
   * @param carried tokenizer and other files that go along
   */
  record WholeModel(ModelConfig config, CarriedFiles carried) implements PolicyForm {

    @Override
    public Adaptation adaptation() {
      return null;
    }

    @Override
    public PolicyCheckpoint base() {
      return null;
    }

    @Override
    public float[] parameters(Path directory) {
      return ModelDirectory.open(directory).parameters();
    }

    @Override
    public OptimizerState optimizerState(Path directory) {
      return Checkpoint.open(directory).optimizerState();
    }

    @Override
    public void write(Path directory, float[] parameters, OptimizerState optimizer)
        throws IOException {
      Checkpoint.writeInto(directory, config, parameters, optimizer, carried);
    }
  }

  /**
   * An adapter alone is trained.
   *
   * @param base the whole model that it lies beside
   * @param config the model's shape
   * @param adapter the adapter's shape
   */
  record AdapterAlone(PolicyCheckpoint base, ModelConfig config, LoraAdapter adapter)
      implements PolicyForm {

    @Override
    public Adaptation adaptation() {
      return new Adaptation(adapter.settings(), new BaseVersion(base, config));
    }

    @Override
    public float[] parameters(Path directory) {
      return AdapterDirectory.read(directory, config).values();
    }

    @Override
    public OptimizerState optimizerState(Path directory) {
      return AdapterCheckpoint.optimizerState(directory, adapter);
    }

    @Override
    public void write(Path directory, float[] parameters, OptimizerState optimizer)
        throws IOException {
      AdapterCheckpoint.writeInto(directory, adapter, parameters, optimizer);
    }
  }
}
