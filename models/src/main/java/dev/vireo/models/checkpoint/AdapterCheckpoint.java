package dev.vireo.models.checkpoint;

import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An adapter directory in PEFT's layout, float32, with the optimizer's state in a subfolder as in a
 * {@link Checkpoint}. It stores nothing of the base model, not even its path.
 */
public final class AdapterCheckpoint {
  private AdapterCheckpoint() {}

  /**
   * Writes the files into an existing directory. An interrupted write leaves partial files. The
   * bytes depend on nothing but the arguments.
   *
   * @param values the adapter's parameters, in its layout's order
   * @param state state of the optimizer, in the same order
   */
  public static void writeInto(
      Path directory, LoraAdapter adapter, ParameterSet values, OptimizerState state)
      throws IOException {
    OptimizerFile.make(directory).write(adapter.layout(), state);
    new AdapterDirectory(adapter, values).writeInto(directory, null, FloatFormat.FLOAT32);
  }

  /**
   * Reads the optimizer's state.
   *
   * @throws dev.vireo.algorithms.InputException if it is missing or belongs to another adapter
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static OptimizerState optimizerState(Path directory, LoraAdapter adapter) {
    return OptimizerFile.require(directory).read(adapter.layout());
  }
}
