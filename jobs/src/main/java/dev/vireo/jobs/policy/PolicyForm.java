package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.AdapterCheckpoint;
import dev.vireo.models.checkpoint.Checkpoint;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a policy's trained parameters are, and how its checkpoints hold them. */
public sealed interface PolicyForm {

  /** The model's shape. */
  ModelConfig config();

  /** What the model's last hidden state is projected to. */
  Head head();

  /** What lies under the trained parameters where they are an adapter's. */
  Optional<Adaptation> adaptation();

  /** The checkpoint of the whole model that lies under an adapter. */
  Optional<PolicyCheckpoint> base();

  /** The trained parameters in a checkpoint's directory. */
  ParameterSet parameters(Path directory);

  /** The optimizer's state in a checkpoint's directory. */
  OptimizerState optimizerState(Path directory);

  /** Fills a checkpoint's directory. */
  void write(Path directory, ParameterSet parameters, OptimizerState optimizer) throws IOException;

  /** Writes into a checkpoint's directory what lies there besides weights and optimizer's state. */
  void describe(Path directory) throws IOException;

  /**
   * All parameters are trained.
   *
   * @param config the model's shape
   * @param head what its last hidden state is projected to
   * @param carried tokenizer and other files that go along
   */
  record FullModel(ModelConfig config, Head head, CarriedFiles carried) implements PolicyForm {

    @Override
    public Optional<Adaptation> adaptation() {
      return Optional.empty();
    }

    @Override
    public Optional<PolicyCheckpoint> base() {
      return Optional.empty();
    }

    @Override
    public ParameterSet parameters(Path directory) {
      return ModelDirectory.openAny(directory).parameters();
    }

    @Override
    public OptimizerState optimizerState(Path directory) {
      return Checkpoint.open(directory).optimizerState();
    }

    @Override
    public void write(Path directory, ParameterSet parameters, OptimizerState optimizer)
        throws IOException {
      Checkpoint.writeInto(directory, config, head, parameters, optimizer, carried);
    }

    @Override
    public void describe(Path directory) throws IOException {
      ModelDirectory.describeInto(directory, config, head, carried, FloatFormat.FLOAT32);
    }
  }

  /**
   * An adapter alone is trained.
   *
   * @param model the whole model that it lies beside
   * @param config the model's shape
   * @param adapter the adapter's shape
   */
  record Adapter(PolicyCheckpoint model, ModelConfig config, LoraAdapter adapter)
      implements PolicyForm {

    @Override
    public Head head() {
      return adapter.head();
    }

    @Override
    public Optional<Adaptation> adaptation() {
      return Optional.of(new Adaptation(adapter.settings(), new BaseVersion(model, config)));
    }

    @Override
    public Optional<PolicyCheckpoint> base() {
      return Optional.of(model);
    }

    @Override
    public ParameterSet parameters(Path directory) {
      return AdapterDirectory.read(directory, config).values();
    }

    @Override
    public OptimizerState optimizerState(Path directory) {
      return AdapterCheckpoint.optimizerState(directory, adapter);
    }

    @Override
    public void write(Path directory, ParameterSet parameters, OptimizerState optimizer)
        throws IOException {
      AdapterCheckpoint.writeInto(directory, adapter, parameters, optimizer);
    }

    @Override
    public void describe(Path directory) throws IOException {
      AdapterDirectory.describeInto(directory, adapter, null);
    }
  }
}
