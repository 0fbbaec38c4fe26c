package dev.vireo.models.checkpoint;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.directory.AtomicDirectory;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.safetensors.FloatFormat;
import dev.vireo.models.safetensors.SafetensorsFile;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorInfo;
import dev.vireo.models.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A model directory, float32, with the optimizer's state beside the weights in {@code
 * optimizer.safetensors}: an integer {@code step}, and for every parameter {@code exp_avg.NAME} and
 * {@code exp_avg_sq.NAME} in the parameter's own shape.
 */
public final class Checkpoint {
  private static final String OPTIMIZER_FILE = "optimizer.safetensors";
  private static final String STEP = "step";
  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";

  private final ModelDirectory model;

  private Checkpoint(ModelDirectory model) {
    this.model = model;
  }

  /**
   * Writes a checkpoint, whole or not at all. Its bytes depend on nothing but the arguments.
   *
   * @param target where; may exist only as an empty directory
   * @param parameters all parameters in layout order
   * @param state of the optimizer, in layout order
   * @param files what goes along with the model unchanged
   * @throws InputException if {@code target} is taken
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(
      Path target,
      ModelConfig config,
      float[] parameters,
      OptimizerState state,
      CarriedFiles files) {
    AtomicDirectory.write(
        target, directory -> writeInto(directory, config, parameters, state, files));
  }

  /**
   * Writes the same files into a directory that is there already, without any protection against
   * being interrupted. For who publishes the directory as a whole.
   */
  public static void writeInto(
      Path directory,
      ModelConfig config,
      float[] parameters,
      OptimizerState state,
      CarriedFiles files)
      throws IOException {
    ParameterLayout layout = ParameterLayout.of(config);
    if (state.firstMoment().length != layout.size()) {
      throw new IllegalArgumentException(
          "The layout has "
              + layout.size()
              + " parameters, the optimizer's state "
              + state.firstMoment().length);
    }
    List<TensorSource> moments = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      moments.add(moment(FIRST_MOMENT, parameter, state.firstMoment()));
      moments.add(moment(SECOND_MOMENT, parameter, state.secondMoment()));
    }
    Path optimizer = directory.resolve(OPTIMIZER_FILE);
    Map<String, Long> integers = Map.of(STEP, state.step());
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () -> SafetensorsWriter.write(optimizer, moments, FloatFormat.FLOAT32, integers));
    try {
      ModelDirectory.writeInto(directory, config, parameters, files, FloatFormat.FLOAT32);
    } finally {
      // Whatever happens, nobody writes into the directory any more afterwards.
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
    ModelDirectory model = ModelDirectory.open(path);
    if (!Files.isRegularFile(path.resolve(OPTIMIZER_FILE))) {
      throw new InputException(
          "Cannot resume from "
              + path
              + ": it is a model without "
              + OPTIMIZER_FILE
              + "; start a new run from it instead");
    }
    return new Checkpoint(model);
  }

  /** The model alone. */
  public ModelDirectory model() {
    return model;
  }

  /**
   * Number of optimizer updates behind this checkpoint.
   *
   * @throws InputException if the file is broken
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public long step() {
    try (SafetensorsFile tensors = SafetensorsFile.open(model.path().resolve(OPTIMIZER_FILE))) {
      return step(tensors);
    }
  }

  /**
   * Reads the optimizer's state.
   *
   * @throws InputException if the file is broken or belongs to another model
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public OptimizerState optimizerState() {
    ParameterLayout layout = model.layout();
    Path file = model.path().resolve(OPTIMIZER_FILE);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      TreeSet<String> unused = new TreeSet<>(tensors.tensors().keySet());
      unused.remove(STEP);
      OptimizerState state =
          new OptimizerState(step(tensors), new float[layout.size()], new float[layout.size()]);
      for (Parameter parameter : layout.parameters()) {
        unused.remove(read(tensors, FIRST_MOMENT, parameter, state.firstMoment()));
        unused.remove(read(tensors, SECOND_MOMENT, parameter, state.secondMoment()));
      }
      if (!unused.isEmpty()) {
        throw new InputException(
            "Cannot read " + file + ": tensor " + unused.first() + " belongs to another model");
      }
      return state;
    }
  }

  private static long step(SafetensorsFile tensors) {
    long step = tensors.readLong(STEP);
    if (step < 0) {
      throw new InputException("Cannot read " + tensors.path() + ": step " + step + " is negative");
    }
    return step;
  }

  private static TensorSource moment(String prefix, Parameter parameter, float[] values) {
    return new TensorSource(
        prefix + parameter.name(), parameter.shape(), values, parameter.offset());
  }

  private static String read(
      SafetensorsFile tensors, String prefix, Parameter parameter, float[] target) {
    TensorInfo tensor = tensors.tensor(prefix + parameter.name());
    List<Long> shape = parameter.shape().stream().map(Integer::longValue).toList();
    if (!tensor.shape().equals(shape)) {
      throw new InputException(
          "Cannot read "
              + tensors.path()
              + ": tensor "
              + tensor.name()
              + " has the shape "
              + tensor.shape()
              + ", the model's parameter "
              + shape);
    }
    tensors.read(tensor.name(), target, parameter.offset());
    return tensor.name();
  }
}
