package dev.vireo.models.directory;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.safetensors.FloatFormat;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorSource;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A Hugging Face model directory. Opening one reads config.json and the headers of the weight files
 * and refuses what does not fit; the tensors themselves are read on demand.
 */
public final class ModelDirectory {
  /** Says what the model is. */
  public static final String CONFIG_FILE = "config.json";

  private final Path path;
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final List<String> labels;
  private final WeightFiles weights;

  private ModelDirectory(
      Path path, ModelConfig config, ParameterLayout layout, List<String> labels) {
    this.path = path;
    this.config = config;
    this.layout = layout;
    this.labels = labels;
    this.weights = WeightFiles.find(path, config, layout);
  }

  /**
   * Opens a directory.
   *
   * @throws InputException if it is not a model directory, or not of a model that is supported: an
   *     unknown architecture, missing, extra or mis-shaped tensors, a broken header, weights that
   *     are stored as pickle
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory open(Path path) {
    requireDirectory(path);
    ModelConfig config = ConfigReader.read(path.resolve(CONFIG_FILE));
    return new ModelDirectory(path, config, ParameterLayout.of(config), List.of());
  }

  /**
   * What a model directory's config.json says, whatever else is in the directory.
   *
   * @throws InputException if there is no such file, or it is not of a model that is supported
   * @throws UncheckedIOException if it cannot be read
   */
  public static ModelConfig configOf(Path path) {
    requireDirectory(path);
    return ConfigReader.read(path.resolve(CONFIG_FILE));
  }

  /**
   * Opens the directory of a reward model: one that transformers calls {@code
   * ...ForSequenceClassification}.
   *
   * @throws InputException as {@link #open}
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory openRewardModel(Path path) {
    requireDirectory(path);
    ConfigReader.Classifier read = ConfigReader.readRewardModel(path.resolve(CONFIG_FILE));
    ParameterLayout layout = ParameterLayout.ofRewardModel(read.config(), read.labels().size());
    return new ModelDirectory(path, read.config(), layout, read.labels());
  }

  private static void requireDirectory(Path path) {
    if (!Files.isRegularFile(path.resolve(CONFIG_FILE))) {
      throw new InputException("Cannot open the model " + path + ": " + MissingModel.reason(path));
    }
  }

  /**
   * Writes a directory with float32 weights.
   *
   * @see #write(Path, ModelConfig, float[], CarriedFiles, FloatFormat)
   */
  public static void write(
      Path target, ModelConfig config, float[] parameters, CarriedFiles files) {
    write(target, config, parameters, files, FloatFormat.FLOAT32);
  }

  /**
   * Writes a directory, whole or not at all. Its bytes depend on nothing but the arguments.
   *
   * @param target where; may exist only as an empty directory
   * @param parameters all parameters in layout order
   * @param files what goes along unchanged
   * @param storage how to store the weights
   * @throws InputException if {@code target} is taken, or a value is beyond the range of {@code
   *     storage}
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(
      Path target,
      ModelConfig config,
      float[] parameters,
      CarriedFiles files,
      FloatFormat storage) {
    AtomicDirectory.write(
        target, directory -> writeInto(directory, config, parameters, files, storage));
  }

  /**
   * Writes the same files into a directory that is there already, without any protection against
   * being interrupted. For use within {@link AtomicDirectory#write}.
   */
  public static void writeInto(
      Path directory,
      ModelConfig config,
      float[] parameters,
      CarriedFiles files,
      FloatFormat storage)
      throws IOException {
    ParameterLayout layout = ParameterLayout.of(config);
    if (parameters.length != layout.size()) {
      throw new IllegalArgumentException(
          "The layout has " + layout.size() + " parameters, given are " + parameters.length);
    }
    List<TensorSource> tensors = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      tensors.add(
          new TensorSource(parameter.name(), parameter.shape(), parameters, parameter.offset()));
    }
    files.write(directory);
    Files.write(directory.resolve(CONFIG_FILE), ConfigWriter.write(config, storage));
    SafetensorsWriter.write(directory.resolve(WeightFiles.SINGLE), tensors, storage);
  }

  /** Where the directory lies. */
  public Path path() {
    return path;
  }

  /** What config.json says. */
  public ModelConfig config() {
    return config;
  }

  /** What a reward model's scores are called, in order; none where the model predicts tokens. */
  public List<String> labels() {
    return labels;
  }

  /** The order of the parameters. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Reads all tensors, widened to float32.
   *
   * @return a new array in layout order
   * @throws InputException if a file has changed since the directory was opened
   * @throws UncheckedIOException if a file cannot be read
   */
  public float[] parameters() {
    float[] parameters = new float[layout.size()];
    read(parameter -> FloatBuffer.wrap(parameters, parameter.offset(), parameter.size()));
    return parameters;
  }

  /**
   * Reads all tensors, widened to float32, without an array for all of them.
   *
   * @param targets where each parameter goes; asked once for each
   * @throws InputException if a file has changed since the directory was opened
   * @throws UncheckedIOException if a file cannot be read
   */
  public void read(Function<Parameter, FloatBuffer> targets) {
    weights.read(layout, targets);
  }

  /** How the weights are stored; float32 where the files mix formats. */
  public FloatFormat storage() {
    return weights.storage();
  }

  /**
   * Tokens that end a completion: the tokenizer's own end, those of config.json and those of
   * generation_config.json, ascending. Models differ in where they name the one they were trained
   * to end with, so all count.
   */
  public int[] stopTokenIds(Tokenizer tokenizer) {
    return IntStream.concat(IntStream.of(configuredEnds()), tokenizer.namedEnd().stream())
        .filter(token -> token < config.vocabularySize())
        .sorted()
        .distinct()
        .toArray();
  }

  /** Of the tokens that end a completion those of config.json and generation_config.json. */
  public int[] configuredEnds() {
    return GenerationConfig.stopTokenIds(path, config);
  }

  /** The files that go along with a copy of this model. */
  public CarriedFiles carriedFiles() {
    return CarriedFiles.of(path);
  }

  /**
   * The tokenizer. The caller closes it.
   *
   * @throws InputException if there is none, or it does not fit the model
   */
  public Tokenizer tokenizer() {
    Tokenizer tokenizer = Tokenizer.load(path);
    if (tokenizer.vocabularySize() > config.vocabularySize()) {
      int size = tokenizer.vocabularySize();
      tokenizer.close();
      throw new InputException(
          "The tokenizer of "
              + path
              + " has "
              + size
              + " tokens but the embedding only "
              + config.vocabularySize()
              + " rows; use the tokenizer this model was trained with");
    }
    return tokenizer;
  }
}
