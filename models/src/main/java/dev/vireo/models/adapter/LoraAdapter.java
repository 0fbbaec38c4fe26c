package dev.vireo.models.adapter;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A trainable low-rank adapter: the matrices it adapts and its arithmetic. A matrix W [out, in]
 * becomes W + alpha / r B A, with A [r, in] and B [out, r] (arXiv 2106.09685, section 4.1).
 *
 * <p>Parameter names are PEFT's.
 */
public final class LoraAdapter {
  private static final String PREFIX = "base_model.model.";
  private static final String LOWER = ".lora_A.weight";
  private static final String UPPER = ".lora_B.weight";

  private final LoraSettings settings;
  private final Head head;
  private final Optional<String> ownHead;
  private final List<String> whole = new ArrayList<>();
  private final ParameterLayout layout;
  private final List<Target> targets = new ArrayList<>();

  /** W + scale B A. */
  @FunctionalInterface
  public interface Product {

    /**
     * @param matrix W, [out, in]
     * @param lower A, [r, in]
     * @param upper B, [out, r]
     * @return [out, in]
     */
    NDArray add(NDArray matrix, NDArray lower, NDArray upper, double scale);
  }

  /** One adapted matrix and the names of its two factors. */
  private record Target(Parameter matrix, String lower, String upper) {}

  /** An adapter with these settings for a language model. */
  public LoraAdapter(ModelConfig config, LoraSettings settings) {
    this(config, settings, new LanguageModelHead());
  }

  /**
   * An adapter with these settings for a model with the given head. A scalar head is new to the
   * model, so it is trained together with the adapter.
   */
  public LoraAdapter(ModelConfig config, LoraSettings settings, Head head) {
    this.settings = settings;
    this.head = head;
    this.ownHead =
        head instanceof ScalarHead ? Optional.of(head.projection(config)) : Optional.empty();
    SortedMap<String, List<Integer>> shapes = new TreeMap<>();
    for (Parameter parameter : ParameterLayout.of(config, new LanguageModelHead()).parameters()) {
      String[] parts = parameter.name().split("\\.");
      boolean weight = parts[parts.length - 1].equals("weight");
      if (weight && settings.targetModules().contains(parts[parts.length - 2])) {
        String module =
            PREFIX + parameter.name().substring(0, parameter.name().length() - ".weight".length());
        Target target = new Target(parameter, module + LOWER, module + UPPER);
        targets.add(target);
        shapes.put(target.lower(), List.of(settings.rank(), parameter.shape().get(1)));
        shapes.put(target.upper(), List.of(parameter.shape().get(0), settings.rank()));
      }
    }
    if (ownHead.isPresent()) {
      ParameterLayout.headShapes(config, head)
          .forEach(
              (name, shape) -> {
                whole.add(name);
                shapes.put(PREFIX + name, shape);
              });
    }
    this.layout = ParameterLayout.of(shapes);
  }

  /** Rank, scale and target modules. */
  public LoraSettings settings() {
    return settings;
  }

  /** The head of the adapted model. */
  public Head head() {
    return head;
  }

  /**
   * The weight of the head that is trained with the adapter; empty if the head is the model's own.
   */
  public Optional<Parameter> headParameter() {
    return ownHead.map(name -> layout.parameter(PREFIX + name));
  }

  /** The adapter's parameters, by PEFT's names. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Initial parameters: B is zero, so that the adapted model starts out equal to the base model; A
   * is uniform in ±1 / sqrt(in), as in PEFT. The head, if the adapter has one, is zero and must be
   * initialised by the caller. The same seed gives the same bits everywhere.
   */
  public ParameterSet initial(long seed) {
    ParameterSet values = ParameterSet.zeros(layout);
    for (Parameter parameter : layout.parameters()) {
      if (parameter.name().endsWith(LOWER)) {
        SplittableRandom random = new SplittableRandom(seed ^ hash(parameter.name()));
        double bound = 1 / Math.sqrt(parameter.shape().get(1));
        float[] lower = values.elements(parameter);
        for (int i = 0; i < lower.length; i++) {
          lower[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
      }
    }
    return values;
  }

  /**
   * The model's parameters, with the adapter added to the matrices whose names start with a prefix.
   * Recorded if the thread records gradients.
   *
   * @param base the model's parameters by name
   * @param adapter the adapter's parameters by name
   * @param product adds an adapter's product to a matrix
   * @param prefix prefix of the matrices to adapt, such as {@code model.layers.3.}; other
   *     parameters are returned unchanged
   */
  public Map<String, NDArray> applied(
      Map<String, NDArray> base, Map<String, NDArray> adapter, Product product, String prefix) {
    Map<String, NDArray> result = new HashMap<>(base);
    for (Target target : targets) {
      if (!target.matrix().name().startsWith(prefix)) {
        continue;
      }
      String matrix = target.matrix().name();
      NDArray lower = adapter.get(target.lower());
      NDArray upper = adapter.get(target.upper());
      result.put(matrix, product.add(base.get(matrix), lower, upper, settings.scale()));
    }
    whole.forEach(name -> result.put(name, adapter.get(PREFIX + name)));
    return result;
  }

  private static long hash(String name) {
    long hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = 0x9e3779b97f4a7c15L * (hash + name.charAt(i));
    }
    return hash;
  }
}
