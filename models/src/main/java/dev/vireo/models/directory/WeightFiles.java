package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.safetensors.SafetensorsFile;
import dev.vireo.models.safetensors.TensorInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The safetensors files of a model directory: {@code model.safetensors}, or shards listed in {@code
 * model.safetensors.index.json}. Together they must hold every parameter of the layout and nothing
 * else.
 */
final class WeightFiles {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  /** Rotary frequencies, which old exporters stored although they follow from the configuration. */
  private static final Pattern DERIVED =
      Pattern.compile("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

  private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|ckpt|pkl)");

  private final SortedMap<String, Path> fileOfTensor;
  private final FloatFormat storage;
  private final boolean storesTiedProjection;

  private WeightFiles(
      SortedMap<String, Path> fileOfTensor, FloatFormat storage, boolean storesTiedProjection) {
    this.fileOfTensor = fileOfTensor;
    this.storage = storage;
    this.storesTiedProjection = storesTiedProjection;
  }

  static WeightFiles find(Path directory, ModelConfig config, ParameterLayout layout) {
    SortedMap<String, Path> fileOfTensor = new TreeMap<>();
    Set<FloatFormat> formats = EnumSet.noneOf(FloatFormat.class);
    SortedMap<String, String> index = index(directory);
    SortedSet<String> names = new TreeSet<>(index.values());
    if (names.isEmpty()) {
      names.add(SINGLE);
    }
    boolean tiedProjection = false;
    for (String name : names) {
      Path file = directory.resolve(name);
      try (SafetensorsFile weights = SafetensorsFile.open(file)) {
        for (TensorInfo tensor : weights.tensors().values()) {
          if (!index.isEmpty() && !name.equals(index.get(tensor.name()))) {
            throw wrong(file, tensor.name(), INDEX + " does not list it for this file");
          }
          if (DERIVED.matcher(tensor.name()).matches()) {
            continue;
          }
          boolean tied =
              config.tiedEmbeddings() && tensor.name().equals(LanguageModelHead.PROJECTION);
          tiedProjection |= tied;
          requireShape(file, tensor, layout, tied ? ModelConfig.EMBEDDING : tensor.name());
          formats.add(weights.format(tensor.name()));
          fileOfTensor.put(tensor.name(), file);
        }
      }
    }
    requireComplete(directory, layout, fileOfTensor, index);
    FloatFormat storage = formats.size() == 1 ? formats.iterator().next() : FloatFormat.FLOAT32;
    return new WeightFiles(fileOfTensor, storage, tiedProjection);
  }

  FloatFormat storage() {
    return storage;
  }

  /**
   * Reads every parameter.
   *
   * @param targets the buffer for each parameter
   */
  void read(ParameterLayout layout, Function<Parameter, FloatBuffer> targets) {
    Map<Path, List<Parameter>> byFile =
        layout.parameters().stream()
            .collect(
                Collectors.groupingBy(
                    parameter -> fileOfTensor.get(parameter.name()),
                    TreeMap::new,
                    Collectors.toList()));
    byFile.forEach(
        (file, parameters) -> {
          try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            for (Parameter parameter : parameters) {
              requireShape(file, weights.tensor(parameter.name()), layout, parameter.name());
              weights.readWeights(parameter.name(), targets.apply(parameter));
            }
          }
        });
    if (storesTiedProjection) {
      requireTied(layout.parameter(ModelConfig.EMBEDDING));
    }
  }

  /**
   * Checks that a stored output projection is equal to the embedding that config.json ties it to.
   */
  private void requireTied(Parameter embedding) {
    float[] expected = stored(ModelConfig.EMBEDDING, embedding.size());
    float[] projection = stored(LanguageModelHead.PROJECTION, embedding.size());
    for (int i = 0; i < projection.length; i++) {
      if (projection[i] != expected[i]) {
        throw wrong(
            fileOfTensor.get(LanguageModelHead.PROJECTION),
            LanguageModelHead.PROJECTION,
            "config.json ties it to the embedding but its values differ; set tie_word_embeddings to"
                + " false, or delete the tensor");
      }
    }
  }

  private float[] stored(String name, int size) {
    float[] values = new float[size];
    try (SafetensorsFile weights = SafetensorsFile.open(fileOfTensor.get(name))) {
      weights.read(name, values);
    }
    return values;
  }

  private static void requireShape(
      Path file, TensorInfo tensor, ParameterLayout layout, String parameterName) {
    if (!layout.contains(parameterName)) {
      throw wrong(
          file,
          tensor.name(),
          "the model that config.json describes has no such parameter; use the config.json that"
              + " belongs to these weights");
    }
    List<Long> shape =
        layout.parameter(parameterName).shape().stream().map(Integer::longValue).toList();
    if (!tensor.shape().equals(shape)) {
      throw wrong(
          file,
          tensor.name(),
          "its shape is "
              + tensor.shape()
              + " but config.json asks for "
              + shape
              + "; use the config.json that belongs to these weights");
    }
  }

  private static void requireComplete(
      Path directory,
      ParameterLayout layout,
      SortedMap<String, Path> fileOfTensor,
      SortedMap<String, String> index) {
    for (Map.Entry<String, String> entry : index.entrySet()) {
      if (!fileOfTensor.containsKey(entry.getKey()) && !DERIVED.matcher(entry.getKey()).matches()) {
        throw wrong(
            directory.resolve(entry.getValue()),
            entry.getKey(),
            INDEX + " says that it is here, but it is not; copy the files again");
      }
    }
    List<String> missing =
        layout.parameters().stream()
            .map(Parameter::name)
            .filter(name -> !fileOfTensor.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new InputException(
          "Cannot read the weights in "
              + directory
              + ": tensor "
              + missing.get(0)
              + " is missing"
              + (missing.size() == 1 ? "" : ", and " + (missing.size() - 1) + " more")
              + "; use the config.json that belongs to these weights, or copy the files again");
    }
  }

  /** File names by tensor name; empty if there is a single file without an index. */
  private static SortedMap<String, String> index(Path directory) {
    SortedMap<String, String> index = new TreeMap<>();
    Path file = directory.resolve(INDEX);
    if (Files.exists(directory.resolve(SINGLE))) {
      return index;
    }
    if (!Files.exists(file)) {
      throw noWeights(directory);
    }
    JsonNode map = JsonFiles.read(file).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new InputException("Cannot read " + file + ": weight_map is missing or empty");
    }
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      index.put(entry.getKey(), shardName(directory, file, entry.getKey(), entry.getValue()));
    }
    return index;
  }

  private static String shardName(Path directory, Path file, String tensor, JsonNode node) {
    String name = node.isTextual() ? node.textValue() : "";
    boolean inside;
    try {
      Path shard = Path.of(name);
      inside =
          !name.isEmpty()
              && !shard.isAbsolute()
              && shard.getNameCount() == 1
              && !name.equals(".")
              && !name.equals("..");
    } catch (InvalidPathException e) {
      inside = false;
    }
    if (!inside) {
      throw wrong(
          file,
          tensor,
          "its file "
              + node
              + " is not the name of a file in "
              + directory
              + "; nothing outside the directory is read");
    }
    if (PICKLE.matcher(name).matches()) {
      throw pickle(directory.resolve(name));
    }
    return name;
  }

  private static InputException noWeights(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      Path found =
          files
              .filter(file -> PICKLE.matcher(file.getFileName().toString()).matches())
              .sorted()
              .findFirst()
              .orElse(null);
      if (found != null) {
        return pickle(found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + directory + ": " + e.getMessage(), e);
    }
    return new InputException(
        "Cannot read the weights in "
            + directory
            + ": there is neither "
            + SINGLE
            + " nor "
            + INDEX);
  }

  private static InputException pickle(Path file) {
    return new InputException(
        "Cannot read "
            + file
            + ": it is a PyTorch pickle, and loading a pickle can run any code; save the model as"
            + " safetensors (save_pretrained with safe_serialization=True)");
  }

  private static InputException wrong(Path file, String tensor, String what) {
    return new InputException("Cannot read " + file + ": tensor " + tensor + ": " + what);
  }
}
