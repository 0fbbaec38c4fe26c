package dev.vireo.models.checkpoint;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.directory.TrainingState;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsFile;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorInfo;
import dev.vireo.models.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The optimizer's state of a checkpoint, {@code training-state/optimizer.safetensors}: an integer
 * {@code step}, and for every parameter {@code exp_avg.NAME} and {@code exp_avg_sq.NAME} in the
 * parameter's own shape.
 *
 * @param path the file
 */
record OptimizerFile(Path path) {
  private static final String NAME = "optimizer.safetensors";
  private static final String STEP = "step";
  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";

  /** The file of a directory, which may not exist. */
  private static OptimizerFile in(Path directory) {
    return new OptimizerFile(directory.resolve(TrainingState.FOLDER).resolve(NAME));
  }

  /**
   * The file to be written into a directory. Creates the file's folder.
   *
   * @throws UncheckedIOException if the folder cannot be created
   */
  static OptimizerFile make(Path directory) {
    OptimizerFile file = in(directory);
    try {
      Files.createDirectories(file.path().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make " + file.path().getParent(), e);
    }
    return file;
  }

  /**
   * The existing file of a directory. Older checkpoints have it at the top level.
   *
   * @throws InputException if there is none
   */
  static OptimizerFile require(Path directory) {
    OptimizerFile file = in(directory);
    if (!Files.isRegularFile(file.path())) {
      file = new OptimizerFile(directory.resolve(NAME));
    }
    if (!Files.isRegularFile(file.path())) {
      throw new InputException(
          "Cannot resume from "
              + directory
              + ": it is a model without "
              + NAME
              + "; start a new run from it instead");
    }
    return file;
  }

  void write(ParameterLayout layout, OptimizerState state) {
    state.firstMoment().require(layout);
    List<TensorSource> moments = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      moments.add(moment(FIRST_MOMENT, parameter, state.firstMoment()));
      moments.add(moment(SECOND_MOMENT, parameter, state.secondMoment()));
    }
    SafetensorsWriter.write(path, moments, FloatFormat.FLOAT32, Map.of(STEP, state.step()));
  }

  /** Number of updates made before the state was saved. */
  long step() {
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      return step(tensors);
    }
  }

  OptimizerState read(ParameterLayout layout) {
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      TreeSet<String> unused = new TreeSet<>(tensors.tensors().keySet());
      unused.remove(STEP);
      OptimizerState state =
          new OptimizerState(step(tensors), ParameterSet.zeros(layout), ParameterSet.zeros(layout));
      for (Parameter parameter : layout.parameters()) {
        unused.remove(read(tensors, FIRST_MOMENT, parameter, state.firstMoment()));
        unused.remove(read(tensors, SECOND_MOMENT, parameter, state.secondMoment()));
      }
      if (!unused.isEmpty()) {
        throw new InputException(
            "Cannot read " + path + ": tensor " + unused.first() + " belongs to another model");
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

  private static TensorSource moment(String prefix, Parameter parameter, ParameterSet values) {
    return new TensorSource(
        prefix + parameter.name(), parameter.shape(), values.elements(parameter));
  }

  private static String read(
      SafetensorsFile tensors, String prefix, Parameter parameter, ParameterSet target) {
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
    tensors.read(tensor.name(), target.elements(parameter));
    return tensor.name();
  }
}
