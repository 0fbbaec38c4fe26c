package dev.vireo.models.directory;

import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Initial parameters of a model that has not been trained.
 *
 * <p>All are drawn from a normal distribution with mean 0, except norms, which are 1, and biases,
 * which are 0. The standard deviation is 0.05 for the embedding and 1/sqrt(fan in) for a
 * projection; that of projections that write into the residual stream ({@code o_proj}, {@code
 * down_proj}) is further divided by sqrt(2 * layers), so that the stream's variance does not grow
 * with depth.
 *
 * <p>Each number depends only on the seed, the parameter's name and the position, and on no library
 * whose rounding may differ: a seed gives the same bits on every machine.
 */
public final class RandomModel {
  private static final double EMBEDDING_DEVIATION = 0.05;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private RandomModel() {}

  /**
   * Initial parameters of a model.
   *
   * @return a new set in layout order
   */
  public static ParameterSet parameters(ModelConfig config, Head head, long seed) {
    ParameterLayout layout = ParameterLayout.of(config, head);
    ParameterSet values = ParameterSet.zeros(layout);
    for (Parameter parameter : layout.parameters()) {
      fill(parameter, config.layers(), seed, values.elements(parameter));
    }
    return values;
  }

  /** The initial values of one parameter, for models that are too large to be in memory. */
  public static float[] parameter(ModelConfig config, Parameter parameter, long seed) {
    float[] values = new float[parameter.size()];
    fill(parameter, config.layers(), seed, values);
    return values;
  }

  /**
   * The weights of a new head, drawn as in transformers from a normal distribution with mean 0.
   *
   * @param deviation standard deviation of the distribution
   * @return the projection, [outputs, hidden]
   */
  public static float[] head(ModelConfig config, Head head, long seed, double deviation) {
    float[] values = new float[Math.multiplyExact(head.outputs(config), config.hiddenSize())];
    draw(head.projection(config), seed, deviation, values);
    return values;
  }

  private static void fill(Parameter parameter, int layers, long seed, float[] values) {
    if (parameter.name().endsWith("norm.weight")) {
      Arrays.fill(values, 1f);
    } else if (!parameter.name().endsWith(".bias")) {
      draw(parameter.name(), seed, deviation(parameter, layers), values);
    }
  }

  private static void draw(String name, long seed, double deviation, float[] values) {
    long stream = mix(seed ^ mix(hash(name)));
    IntStream.range(0, (values.length + 1) / 2)
        .parallel()
        .forEach(pair -> fillPair(stream, pair, deviation, values));
  }

  private static double deviation(Parameter parameter, int layers) {
    String name = parameter.name();
    if (name.equals(ModelConfig.EMBEDDING)) {
      return EMBEDDING_DEVIATION;
    }
    double fanIn = parameter.shape().get(1);
    boolean writesResidual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    return writesResidual ? 1 / Math.sqrt(fanIn * 2 * layers) : 1 / Math.sqrt(fanIn);
  }

  /**
   * Writes two normal numbers, by Marsaglia's polar method. StrictMath gives the same bits
   * everywhere.
   */
  private static void fillPair(long stream, int pair, double deviation, float[] values) {
    int at = 2 * pair;
    long state = mix(stream + (pair + 1L) * GOLDEN_GAMMA);
    double first;
    double second;
    double square;
    do {
      state += GOLDEN_GAMMA;
      first = uniform(state);
      state += GOLDEN_GAMMA;
      second = uniform(state);
      square = first * first + second * second;
    } while (square >= 1 || square == 0);
    double factor = deviation * Math.sqrt(-2 * StrictMath.log(square) / square);
    values[at] = (float) (factor * first);
    if (at + 1 < values.length) {
      values[at + 1] = (float) (factor * second);
    }
  }

  /** A uniform number in [-1, 1). */
  private static double uniform(long state) {
    return (mix(state) >> 11) * 0x1p-52;
  }

  private static long hash(String name) {
    long hash = name.length();
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash + GOLDEN_GAMMA + name.charAt(i));
    }
    return hash;
  }

  /** SplitMix64's finaliser. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
