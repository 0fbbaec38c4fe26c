package dev.vireo.models.adapter;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsFile;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A LoRA adapter written by PEFT, TRL or Unsloth, ready to be merged into its model: W becomes W +
 * scale B A, with A [r, in] and B [out, r] (arXiv 2106.09685, section 4.1). Rank and scale may
 * differ from module to module; fully trained modules replace the model's.
 */
public final class PeftAdapter {
  private static final String PREFIX = "base_model.model.";
  private static final String WEIGHT = ".weight";

  /** A low-rank update to one matrix. */
  private record Update(Parameter matrix, int rank, double scale, float[] lower, float[] upper) {}

  /** New values for one parameter. */
  private record Replacement(Parameter parameter, float[] values) {}

  private final ParameterLayout layout;
  private final List<Update> updates = new ArrayList<>();
  private final List<Replacement> replacements = new ArrayList<>();

  private PeftAdapter(ParameterLayout layout) {
    this.layout = layout;
  }

  /**
   * Reads an adapter of a language model from its directory.
   *
   * @param config configuration of the model that the adapter belongs to
   * @throws InputException if the directory has no adapter, or one that uses an unsupported feature
   *     or does not fit the model
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public static PeftAdapter read(Path directory, ModelConfig config) {
    return read(directory, config, new LanguageModelHead());
  }

  /** Reads an adapter of a model with any head, which may have been trained with the adapter. */
  public static PeftAdapter read(Path directory, ModelConfig config, Head head) {
    PeftConfig peft = PeftConfig.read(directory);
    PeftAdapter adapter = new PeftAdapter(ParameterLayout.of(config, head));
    try (SafetensorsFile weights = SafetensorsFile.open(weights(directory))) {
      TreeSet<String> unused = new TreeSet<>(weights.tensors().keySet());
      adapter.readUpdates(peft, weights, unused);
      adapter.readReplacements(peft, config, weights, unused);
      if (!unused.isEmpty()) {
        throw peft.wrong(
            "tensor " + unused.first() + " has no place in this model" + PeftConfig.OTHER_MODEL);
      }
    }
    if (adapter.updates.isEmpty()) {
      throw peft.wrong(
          "target_modules "
              + peft.root().path("target_modules")
              + " names no module of this model"
              + PeftConfig.OTHER_MODEL);
    }
    return adapter;
  }

  /** The weights file. Older versions of PEFT write a pickle instead, which is refused. */
  static Path weights(Path directory) {
    Path file = directory.resolve(AdapterDirectory.WEIGHTS);
    Path pickle = directory.resolve("adapter_model.bin");
    if (!Files.exists(file) && Files.exists(pickle)) {
      throw new InputException(
          "Cannot read "
              + pickle
              + ": it is a PyTorch pickle, and loading a pickle can run any code; save the adapter"
              + " as safetensors (save_pretrained with safe_serialization=True)");
    }
    return file;
  }

  private void readUpdates(PeftConfig peft, SafetensorsFile weights, TreeSet<String> unused) {
    PeftTargets targets = new PeftTargets(peft);
    if (targets.contains(PeftTargets.EMBEDDING)
        || (targets.contains(PeftTargets.OUTPUT_PROJECTION)
            && !layout.contains(PeftTargets.OUTPUT_PROJECTION + WEIGHT))) {
      throw peft.unsupported(
          "target_modules",
          "adapters of embeddings, and of an output projection that is tied to them, are not read;"
              + " merge the adapter with PEFT");
    }
    for (Parameter matrix : layout.parameters()) {
      String module = matrix.name().replaceFirst("\\.weight$", "");
      boolean linear = matrix.name().endsWith(WEIGHT) && matrix.shape().size() == 2;
      if (linear && !module.equals(PeftTargets.EMBEDDING) && targets.contains(module)) {
        int rank = targets.rank(module);
        List<Integer> shape = matrix.shape();
        updates.add(
            new Update(
                matrix,
                rank,
                targets.scale(module),
                read(
                    peft,
                    weights,
                    unused,
                    PREFIX + module + PeftConfig.LOWER,
                    List.of(rank, shape.get(1)),
                    rank),
                read(
                    peft,
                    weights,
                    unused,
                    PREFIX + module + PeftConfig.UPPER,
                    List.of(shape.get(0), rank),
                    rank)));
      }
    }
  }

  /** Reads fully trained modules, and the embeddings that PEFT sometimes saves with an adapter. */
  private void readReplacements(
      PeftConfig peft, ModelConfig config, SafetensorsFile weights, TreeSet<String> unused) {
    if (config.tiedEmbeddings()) {
      refuseEmbeddings(peft, unused);
    }
    for (Parameter parameter : layout.parameters()) {
      String module = parameter.name().substring(0, parameter.name().lastIndexOf('.'));
      boolean embedding =
          module.equals(PeftTargets.EMBEDDING) || module.equals(PeftTargets.OUTPUT_PROJECTION);
      String tensor = PREFIX + parameter.name();
      if (!(embedding || peft.isWhole(module)) || !unused.contains(tensor)) {
        continue;
      }
      replacements.add(
          new Replacement(parameter, read(peft, weights, unused, tensor, parameter.shape(), 0)));
    }
  }

  private static void refuseEmbeddings(PeftConfig peft, TreeSet<String> tensors) {
    for (String module : List.of(PeftTargets.EMBEDDING, PeftTargets.OUTPUT_PROJECTION)) {
      String tensor = PREFIX + module + WEIGHT;
      if (tensors.contains(tensor)) {
        throw peft.wrong(
            "tensor "
                + tensor
                + " is an embedding, which this model ties to its output projection; merge the"
                + " adapter with PEFT");
      }
    }
  }

  private static float[] read(
      PeftConfig peft,
      SafetensorsFile weights,
      TreeSet<String> unused,
      String name,
      List<Integer> shape,
      int rank) {
    if (!unused.remove(name)) {
      throw peft.wrong("tensor " + name + " is missing; save the adapter again");
    }
    List<Long> stored = weights.tensor(name).shape();
    if (PeftConfig.isOther(stored, shape)) {
      throw peft.shape(name, stored, shape, rank);
    }
    float[] values = new float[(int) weights.tensor(name).elements()];
    weights.readWeights(name, FloatBuffer.wrap(values));
    return values;
  }

  /**
   * The model's parameters with the adapter merged into them.
   *
   * @param base the model's parameters, in layout order
   * @return a new set
   */
  public ParameterSet merged(ParameterSet base) {
    ParameterSet result = base.require(layout).copy();
    for (Replacement replacement : replacements) {
      float[] values = replacement.values();
      System.arraycopy(values, 0, result.elements(replacement.parameter()), 0, values.length);
    }
    updates.parallelStream().forEach(update -> add(update, result.elements(update.matrix())));
    return result;
  }

  private static void add(Update update, float[] matrix) {
    int rows = update.matrix().shape().get(0);
    int columns = update.matrix().shape().get(1);
    int rank = update.rank();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int k = 0; k < rank; k++) {
          sum += (double) update.upper()[row * rank + k] * update.lower()[k * columns + column];
        }
        int at = row * columns + column;
        matrix[at] = (float) (matrix[at] + update.scale() * sum);
      }
    }
  }
}
