package dev.vireo.models.adapter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.AtomicDirectory;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsFile;
import dev.vireo.models.safetensors.SafetensorsWriter;
import dev.vireo.models.safetensors.TensorInfo;
import dev.vireo.models.safetensors.TensorSource;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An adapter in PEFT's layout: adapter_config.json and adapter_model.safetensors.
 *
 * @param adapter the matrices it adapts
 * @param values its parameters, in its layout's order; not copied
 */
public record AdapterDirectory(LoraAdapter adapter, ParameterSet values) {
  /** The file that marks a directory as an adapter. */
  public static final String CONFIG = "adapter_config.json";

  static final String WEIGHTS = "adapter_model.safetensors";

  /**
   * Reads an adapter that a run trained, which has the same rank and scale on every module it
   * targets. {@link PeftAdapter} reads any adapter.
   *
   * @param config configuration of the model that the adapter belongs to
   * @throws InputException if the directory has no adapter, or one that uses an unsupported feature
   *     or does not fit the model
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public static AdapterDirectory read(Path directory, ModelConfig config) {
    PeftConfig peft = PeftConfig.read(directory);
    LoraAdapter adapter = new LoraAdapter(config, peft.settings(), peft.head());
    ParameterSet values = ParameterSet.zeros(adapter.layout());
    try (SafetensorsFile weights = SafetensorsFile.open(PeftAdapter.weights(directory))) {
      for (TensorInfo tensor : weights.tensors().values()) {
        if (!adapter.layout().contains(tensor.name())) {
          throw peft.wrong(
              "tensor " + tensor.name() + " has no place in this model" + PeftConfig.OTHER_MODEL);
        }
      }
      for (Parameter parameter : adapter.layout().parameters()) {
        if (!weights.tensors().containsKey(parameter.name())) {
          throw missing(peft, adapter, parameter);
        }
        List<Long> shape = weights.tensor(parameter.name()).shape();
        if (PeftConfig.isOther(shape, parameter.shape())) {
          boolean head = adapter.headParameter().filter(parameter::equals).isPresent();
          throw peft.shape(
              parameter.name(), shape, parameter.shape(), head ? 0 : adapter.settings().rank());
        }
        weights.readWeights(parameter.name(), FloatBuffer.wrap(values.elements(parameter)));
      }
    }
    return new AdapterDirectory(adapter, values);
  }

  private static InputException missing(PeftConfig peft, LoraAdapter adapter, Parameter parameter) {
    boolean head = adapter.headParameter().filter(parameter::equals).isPresent();
    return peft.wrong(
        "tensor %s is missing%s"
            .formatted(
                parameter.name(),
                head
                    ? ": it is the head, which is saved with the adapter if modules_to_save names "
                        + PeftConfig.SCORE
                    : "; save the adapter again"));
  }

  /** Whether a directory holds an adapter. */
  public static boolean isAt(Path directory) {
    return Files.isRegularFile(directory.resolve(CONFIG));
  }

  /**
   * The head of the model that a directory's adapter belongs to.
   *
   * @throws InputException if the directory has no adapter, or one that uses an unsupported feature
   */
  public static Head headOf(Path directory) {
    return PeftConfig.read(directory).head();
  }

  /**
   * The name or path of the model that a directory's adapter belongs to.
   *
   * @throws InputException as in {@link #headOf}, or if it names none
   */
  public static String baseOf(Path directory) {
    PeftConfig peft = PeftConfig.read(directory);
    String base = peft.root().path(PeftConfig.BASE).asText("");
    if (base.isEmpty()) {
      throw peft.wrong(PeftConfig.BASE + " is missing: set it to the path of the adapter's model");
    }
    return base;
  }

  /**
   * What a directory's configuration says but where the model lies.
   *
   * @throws InputException as in {@link #headOf}
   */
  public static byte[] withoutBase(Path directory) {
    ObjectNode root = PeftConfig.read(directory).root().deepCopy();
    root.remove(PeftConfig.BASE);
    return JsonFiles.print(root);
  }

  /**
   * Writes an adapter directory, whole or not at all.
   *
   * @param target the directory to create; may already exist if empty
   * @param baseModel the model's name or path, which PEFT needs to load the adapter on its own
   * @param storage format in which the values are stored
   */
  public void write(Path target, String baseModel, FloatFormat storage) {
    AtomicDirectory.write(target, directory -> writeInto(directory, baseModel, storage));
  }

  /**
   * Writes the same files into an existing directory. An interrupted write leaves partial files.
   *
   * @param baseModel as in {@link #write}; null leaves it unspecified
   */
  public void writeInto(Path directory, String baseModel, FloatFormat storage) throws IOException {
    List<TensorSource> tensors = new ArrayList<>();
    for (Parameter parameter : adapter.layout().parameters()) {
      tensors.add(
          new TensorSource(parameter.name(), parameter.shape(), values.elements(parameter)));
    }
    describeInto(directory, adapter, baseModel);
    SafetensorsWriter.write(directory.resolve(WEIGHTS), tensors, storage);
  }

  /**
   * Writes the configuration alone into an existing directory.
   *
   * @param baseModel as in {@link #writeInto}
   */
  public static void describeInto(Path directory, LoraAdapter adapter, String baseModel)
      throws IOException {
    Files.write(directory.resolve(CONFIG), JsonFiles.print(config(adapter, baseModel)));
  }

  private static ObjectNode config(LoraAdapter adapter, String baseModel) {
    LoraSettings settings = adapter.settings();
    ObjectNode root = JsonFiles.object();
    root.put(PeftConfig.BASE, baseModel);
    root.put("bias", "none");
    root.put("fan_in_fan_out", false);
    root.put("inference_mode", true);
    if (settings.alpha() == Math.rint(settings.alpha()) && settings.alpha() < Integer.MAX_VALUE) {
      root.put("lora_alpha", (int) settings.alpha());
    } else {
      root.put("lora_alpha", settings.alpha());
    }
    root.put("lora_dropout", 0.0);
    root.put("peft_type", "LORA");
    root.put("r", settings.rank());
    if (adapter.headParameter().isPresent()) {
      root.putArray("modules_to_save").add(PeftConfig.SCORE);
    }
    ArrayNode modules = root.putArray("target_modules");
    settings.targetModules().forEach(modules::add);
    root.put("task_type", PeftConfig.task(adapter.head()));
    return root;
  }
}
