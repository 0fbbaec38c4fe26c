package dev.vireo.models.directory;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.parameters.Precision;
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

  /** Says how text becomes the tokens that a reward model scores; of no other reader's. */
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
   * @throws InputException as of {@link #open(Path, Head.Kind)}
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory open(Path path) {
    return open(path, Head.Kind.LANGUAGE_MODEL);
  }

  /**
   * Opens a directory. One with a scalar head is what transformers calls {@code
   * ...ForSequenceClassification}, or {@code ...ForTokenClassification}.
   *
   * @throws InputException if it is not a model directory, has another head, or is not of a model
   *     that is supported: an unknown architecture, missing, extra or mis-shaped tensors, a broken
   *     header, weights that are stored as pickle
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ModelDirectory open(Path path, Head.Kind head) {
    return new ModelDirectory(path, describe(path, head));
  }

  /**
   * Opens a directory with the head that its config.json names.
   *
   * @throws InputException as of {@link #open(Path, Head.Kind)}
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
   * What a language model's config.json says, whatever else is in the directory.
   *
   * @throws InputException if there is no such file, or it is not of a model that is supported
   * @throws UncheckedIOException if it cannot be read
   */
  public static ModelConfig configOf(Path path) {
    return describe(path, Head.Kind.LANGUAGE_MODEL).config();
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
    write(target, config, parameters, files, Precision.FLOAT32.storage());
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
      ParameterSet parameters,
      CarriedFiles files,
      FloatFormat storage) {
    AtomicDirectory.write(
        target,
        directory ->
            writeInto(directory, config, new LanguageModelHead(), parameters, files, storage));
  }

  /**
   * Writes the files of a model with any head into a directory that is there already, without any
   * protection against being interrupted. For use within {@link AtomicDirectory#write}.
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
      tensors.add(new TensorSource(parameter.name(), parameter.shape(), parameters.of(parameter)));
    }
    files.write(directory);
    Files.write(directory.resolve(CONFIG_FILE), ConfigWriter.write(config, head, storage));
    SafetensorsWriter.write(directory.resolve(WeightFiles.SINGLE), tensors, storage);
  }

  /** Where the directory lies. */
  public Path path() {
    return path;
  }

  /** The decoder's shape, as config.json says it. */
  public ModelConfig config() {
    return described.config();
  }

  /** What the decoder's last hidden state is projected to. */
  public Head head() {
    return described.head();
  }

  /** What the scores of a scalar head are called, in order; empty for a language model. */
  public List<String> labels() {
    return described.labels();
  }

  /** The standard deviation by which transformers draws a new head: config.json's, or 0.02. */
  public double initializerRange() {
    return ConfigReader.initializerRange(path.resolve(CONFIG_FILE));
  }

  /** The order of the parameters. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Reads all tensors, widened to float32.
   *
   * @throws InputException if a file has changed since the directory was opened
   * @throws UncheckedIOException if a file cannot be read
   */
  public ParameterSet parameters() {
    ParameterSet parameters = ParameterSet.zeros(layout);
    read(parameter -> FloatBuffer.wrap(parameters.of(parameter)));
    return parameters;
  }

  /**
   * Reads all tensors, widened to float32, to where the caller wants them.
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
        .filter(token -> token < config().vocabularySize())
        .sorted()
        .distinct()
        .toArray();
  }

  /** Of the tokens that end a completion those of config.json and generation_config.json. */
  public int[] configuredEnds() {
    return GenerationConfig.stopTokenIds(path, config());
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
    if (tokenizer.vocabularySize() > config().vocabularySize()) {
      int size = tokenizer.vocabularySize();
      tokenizer.close();
      throw new InputException(
          "The tokenizer of "
              + path
              + " has "
              + size
              + " tokens but the embedding only "
              + config().vocabularySize()
              + " rows; use the tokenizer this model was trained with");
    }
    return tokenizer;
  }
}
