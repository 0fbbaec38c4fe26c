package dev.vireo.models.checkpoint;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.AtomicDirectory;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A model directory, float32, with the optimizer's state in {@code
 * training-state/optimizer.safetensors}: an integer {@code step}, and for every parameter {@code
 * exp_avg.NAME} and {@code exp_avg_sq.NAME} in the parameter's own shape.
 */
public final class Checkpoint {
  private final ModelDirectory model;
  private final OptimizerFile optimizer;

  private Checkpoint(ModelDirectory model, OptimizerFile optimizer) {
    this.model = model;
    this.optimizer = optimizer;
  }

  /**
   * Writes a checkpoint, whole or not at all. Its bytes depend on nothing but the arguments.
   *
   * @param target the directory to create; may already exist if empty
   * @param parameters all parameters in layout order
   * @param state state of the optimizer, in layout order
   * @param files files to copy unchanged into the model directory
   * @throws InputException if {@code target} is taken
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(
      Path target,
      ModelConfig config,
      ParameterSet parameters,
      OptimizerState state,
      CarriedFiles files) {
    AtomicDirectory.write(
        target,
        directory ->
            writeInto(directory, config, new LanguageModelHead(), parameters, state, files));
  }

  /**
   * Writes the files of a model with any head into an existing directory. An interrupted write
   * leaves partial files; meant for callers that publish the directory as a whole.
   */
  public static void writeInto(
      Path directory,
      ModelConfig config,
      Head head,
      ParameterSet parameters,
      OptimizerState state,
      CarriedFiles files)
      throws IOException {
    ParameterLayout layout = ParameterLayout.of(config, head);
    state.firstMoment().require(layout);
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(() -> OptimizerFile.make(directory).write(layout, state));
    try {
      ModelDirectory.writeInto(directory, config, head, parameters, files, FloatFormat.FLOAT32);
    } finally {
      // Even on failure, wait until nothing writes into the directory any more.
      written.handle((done, error) -> done).join();
    }
    try {
      written.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Opens a checkpoint.
   *
   * @throws InputException if it is not a model directory with an optimizer's state
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public static Checkpoint open(Path path) {
    ModelDirectory model = ModelDirectory.openAny(path);
    return new Checkpoint(model, OptimizerFile.require(path));
  }

  /**
   * The file of the optimizer's state in a checkpoint's directory, or in an adapter's.
   *
   * @throws InputException if there is none
   */
  public static Path optimizerFile(Path directory) {
    return OptimizerFile.require(directory).path();
  }

  /** The checkpoint's model, without the optimizer's state. */
  public ModelDirectory model() {
    return model;
  }

  /**
   * Number of optimizer updates made before this checkpoint.
   *
   * @throws InputException if the file is corrupt
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public long step() {
    return optimizer.step();
  }

  /**
   * Reads the optimizer's state.
   *
   * @throws InputException if the file is corrupt or belongs to another model
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public OptimizerState optimizerState() {
    return optimizer.read(model.layout());
  }
}
