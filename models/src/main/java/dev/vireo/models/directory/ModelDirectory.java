package dev.vireo.models.directory;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
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
 * A Hugging Face model directory. Opening one reads config.json and the headers of the weight
 * files, and refuses a model that is not supported or not consistent. Tensors are read on demand.
 */
public final class ModelDirectory {
  /** The file that describes the model. */
  public static final String CONFIG_FILE = "config.json";

  /**
   * The file that says how text becomes the tokens that a reward model scores. Only Vireo reads it.
   */
  public static final String RECIPE_FILE = "reward_recipe.json";

  private final Path path;
  private final ConfigReader.Described described;
  private final ParameterLayout layout;
  private final WeightFiles weights;

  private ModelDirectory(Path path, ConfigReader.Described described) {
    this.path = path;
    this.described = described;
    this.layout = ParameterLayout.of(described.config(), described.head());
    this.weights = WeightFiles.find(path, described.config(), layout);
  }

  /**
   * Opens the directory of a language model.
   *
   * @throws InputException as in {@link #open(Path, Head.Kind)}
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory open(Path path) {
    return open(path, Head.Kind.LANGUAGE_MODEL);
  }

  /**
   * Opens a directory. A scalar head is what transformers calls {@code
   * ...ForSequenceClassification} or {@code ...ForTokenClassification}.
   *
   * @throws InputException if it is not a model directory, has another head, or holds a model that
   *     is not supported: an unknown architecture, tensors that are missing, unexpected or of the
   *     wrong shape, a corrupt header, weights stored as a pickle
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory open(Path path, Head.Kind head) {
    return new ModelDirectory(path, describe(path, head));
  }

  /**
   * Opens a directory with the head that its config.json names.
   *
   * @throws InputException as in {@link #open(Path, Head.Kind)}
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory openAny(Path path) {
    return open(path, kindOf(path));
  }

  /**
   * The head that a directory's config.json names; a language model's unless it is a classifier's.
   *
   * @throws InputException if there is no such file
   * @throws UncheckedIOException if it cannot be read
   */
  public static Head.Kind kindOf(Path path) {
    requireDirectory(path);
    return ConfigReader.kind(path.resolve(CONFIG_FILE));
  }

  /**
   * Reads the config.json of a language model, whatever else is in the directory.
   *
   * @throws InputException if there is no such file, or the model is not supported
   * @throws UncheckedIOException if it cannot be read
   */
  public static ModelConfig configOf(Path path) {
    return describe(path, Head.Kind.LANGUAGE_MODEL).config();
  }

  /**
   * The format that config.json says the weights are stored in, whatever else is in the directory;
   * float32 if it says none.
   *
   * @throws InputException if there is no such file
   */
  public static FloatFormat storageOf(Path path) {
    requireDirectory(path);
    return ConfigReader.storage(path.resolve(CONFIG_FILE));
  }

  private static ConfigReader.Described describe(Path path, Head.Kind head) {
    requireDirectory(path);
    return ConfigReader.read(path.resolve(CONFIG_FILE), head);
  }

  private static void requireDirectory(Path path) {
    if (!Files.isRegularFile(path.resolve(CONFIG_FILE))) {
      throw new InputException("Cannot open the model " + path + ": " + MissingModel.reason(path));
    }
  }

  /**
   * Writes a directory with float32 weights.
   *
   * @see #write(Path, ModelConfig, ParameterSet, CarriedFiles, FloatFormat)
   */
  public static void write(
      Path target, ModelConfig config, ParameterSet parameters, CarriedFiles files) {
    write(target, config, parameters, files, FloatFormat.FLOAT32);
  }

  /**
   * Writes a directory, whole or not at all. Its bytes depend on nothing but the arguments.
   *
   * @param target the directory to create; may already exist if empty
   * @param parameters all parameters in layout order
   * @param files files to copy unchanged into the directory
   * @param storage format in which the weights are stored
   * @throws InputException if {@code target} is taken, or a value is beyond the range of {@code
   *     storage}
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(
      Path target,
      ModelConfig config,
      ParameterSet parameters,
      CarriedFiles files,
      FloatFormat storage) {
    AtomicDirectory.write(
        target,
        directory ->
            writeInto(directory, config, new LanguageModelHead(), parameters, files, storage));
  }

  /**
   * Writes the files of a model with any head into an existing directory. An interrupted write
   * leaves partial files; meant for use within {@link AtomicDirectory#write}.
   */
  public static void writeInto(
      Path directory,
      ModelConfig config,
      Head head,
      ParameterSet parameters,
      CarriedFiles files,
      FloatFormat storage)
      throws IOException {
    ParameterLayout layout = ParameterLayout.of(config, head);
    parameters.require(layout);
    List<TensorSource> tensors = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      tensors.add(
          new TensorSource(parameter.name(), parameter.shape(), parameters.elements(parameter)));
    }
    describeInto(directory, config, head, files, storage);
    SafetensorsWriter.write(directory.resolve(WeightFiles.SINGLE), tensors, storage);
  }

  /**
   * Writes all files but the weights into an existing directory.
   *
   * @param storage format in which the weights beside them are stored
   */
  public static void describeInto(
      Path directory, ModelConfig config, Head head, CarriedFiles files, FloatFormat storage)
      throws IOException {
    files.write(directory);
    Files.write(directory.resolve(CONFIG_FILE), ConfigWriter.write(config, head, storage));
  }

  /** The directory's path. */
  public Path path() {
    return path;
  }

  /** The decoder's shape, from config.json. */
  public ModelConfig config() {
    return described.config();
  }

  /** The model's head. */
  public Head head() {
    return described.head();
  }

  /** Names of a scalar head's scores, in order; empty for a language model. */
  public List<String> labels() {
    return described.labels();
  }

  /** Standard deviation with which transformers initialises a new head: config.json's, or 0.02. */
  public double initializerRange() {
    return ConfigReader.initializerRange(path.resolve(CONFIG_FILE));
  }

  /** The model's parameters in order. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Reads all tensors, widened to float32.
   *
   * @throws InputException if a file has changed since then, or a value is NaN or infinite
   * @throws UncheckedIOException if a file cannot be read
   */
  public ParameterSet parameters() {
    ParameterSet parameters = ParameterSet.zeros(layout);
    read(parameter -> FloatBuffer.wrap(parameters.elements(parameter)));
    return parameters;
  }

  /**
   * Reads all tensors, widened to float32, into the caller's buffers.
   *
   * @param targets the buffer for each parameter; called once per parameter, when the one before is
   *     filled
   * @throws InputException if a file has changed since then, or a value is NaN or infinite
   * @throws UncheckedIOException if a file cannot be read
   */
  public void read(Function<Parameter, FloatBuffer> targets) {
    weights.read(layout, targets);
  }

  /** The format in which the weights are stored; float32 if the files mix formats. */
  public FloatFormat storage() {
    return weights.storage();
  }

  /**
   * Tokens that end a completion, ascending: the tokenizer's end-of-sequence token and those in
   * config.json and generation_config.json. Models differ in where they name the token that they
   * were trained to end with, so all of them count.
   */
  public int[] stopTokenIds(Tokenizer tokenizer) {
    return IntStream.concat(IntStream.of(configuredEnds()), tokenizer.namedEnd().stream())
        .filter(token -> token < config().vocabularySize())
        .sorted()
        .distinct()
        .toArray();
  }

  /** The tokens in config.json and generation_config.json that end a completion. */
  public int[] configuredEnds() {
    return GenerationConfig.stopTokenIds(path, config());
  }

  /** The files to copy along with this model. */
  public CarriedFiles carriedFiles() {
    return CarriedFiles.of(path);
  }

  /**
   * Opens the tokenizer, which the caller closes.
   *
   * @throws InputException if there is none, or it does not fit the model
   */
  public Tokenizer tokenizer() {
    return tokenizer(path);
  }

  /**
   * Opens a tokenizer of another directory, such as that of an adapter of the model.
   *
   * @throws InputException as in {@link #tokenizer()}
   */
  public Tokenizer tokenizer(Path directory) {
    Tokenizer tokenizer = Tokenizer.load(directory);
    if (tokenizer.vocabularySize() > config().vocabularySize()) {
      int size = tokenizer.vocabularySize();
      tokenizer.close();
      throw new InputException(
          "The tokenizer of %s has %d tokens but the embedding only %d rows; use the tokenizer this model was trained with"
              .formatted(directory, size, config().vocabularySize()));
    }
    return tokenizer;
  }
}
