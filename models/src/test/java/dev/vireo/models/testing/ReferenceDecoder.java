package dev.vireo.models.testing;

import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.RopeScaling;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import java.util.Arrays;

/**
 * The decoder once more, written from the published formulas in plain loops and float64: one
 * sequence, no cache, no batches, Hugging Face's order of rotary pairs. What the fast one is
 * compared with.
 */
public final class ReferenceDecoder {
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final double[] parameters;

  public ReferenceDecoder(ModelConfig config, double[] parameters) {
    this.config = config;
    this.layout = Flat.layout(config);
    this.parameters = parameters;
  }

  /** Logits after every token, [T][V]. */
  public double[][] logits(int[] tokens) {
    int hiddenSize = config.hiddenSize();
    double[][] hidden = new double[tokens.length][hiddenSize];
    for (int t = 0; t < tokens.length; t++) {
      int at = offset("model.embed_tokens.weight") + tokens[t] * hiddenSize;
      System.arraycopy(parameters, at, hidden[t], 0, hiddenSize);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      layer("model.layers." + layer + ".", hidden);
    }
    String vocabulary = config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
    double[][] logits = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      logits[t] = product(vocabulary, norm("model.norm.weight", hidden[t]));
    }
    return logits;
  }

  /** Log-probabilities of a completion's tokens. */
  public double[] logprobs(int[] prompt, int[] completion, double temperature) {
    int[] tokens = new int[prompt.length + completion.length];
    System.arraycopy(prompt, 0, tokens, 0, prompt.length);
    System.arraycopy(completion, 0, tokens, prompt.length, completion.length);
    double[][] logits = logits(tokens);
    double[] logprobs = new double[completion.length];
    for (int t = 0; t < completion.length; t++) {
      double[] row = logits[prompt.length + t - 1];
      double sum = 0;
      for (double logit : row) {
        sum += Math.exp(logit / temperature);
      }
      logprobs[t] = row[completion[t]] / temperature - Math.log(sum);
    }
    return logprobs;
  }

  private void layer(String prefix, double[][] hidden) {
    int length = hidden.length;
    int size = config.headDim();
    double[][] queries = new double[length][];
    double[][] keys = new double[length][];
    double[][] values = new double[length][];
    for (int t = 0; t < length; t++) {
      double[] x = norm(prefix + "input_layernorm.weight", hidden[t]);
      queries[t] = rotated(heads(prefix + "self_attn.q_", x), t);
      keys[t] = rotated(heads(prefix + "self_attn.k_", x), t);
      values[t] = projected(prefix + "self_attn.v_proj", x);
    }
    for (int t = 0; t < length; t++) {
      double[] attended = new double[config.heads() * size];
      int first = config.slidingWindow() == null ? 0 : Math.max(0, t - config.slidingWindow() + 1);
      for (int head = 0; head < config.heads(); head++) {
        int shared = head / (config.heads() / config.keyValueHeads());
        double[] shares = new double[t + 1];
        double sum = 0;
        for (int s = first; s <= t; s++) {
          double score = 0;
          for (int i = 0; i < size; i++) {
            score += queries[t][head * size + i] * keys[s][shared * size + i];
          }
          shares[s] = Math.exp(score / Math.sqrt(size));
          sum += shares[s];
        }
        for (int s = first; s <= t; s++) {
          for (int i = 0; i < size; i++) {
            attended[head * size + i] += shares[s] / sum * values[s][shared * size + i];
          }
        }
      }
      add(hidden[t], product(prefix + "self_attn.o_proj.weight", attended));
    }
    for (double[] row : hidden) {
      double[] x = norm(prefix + "post_attention_layernorm.weight", row);
      double[] gate = product(prefix + "mlp.gate_proj.weight", x);
      double[] up = product(prefix + "mlp.up_proj.weight", x);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      }
      add(row, product(prefix + "mlp.down_proj.weight", gate));
    }
  }

  private double[] rotated(double[] heads, int position) {
    int size = config.headDim();
    int half = size / 2;
    double[] result = new double[heads.length];
    for (int start = 0; start < heads.length; start += size) {
      for (int i = 0; i < half; i++) {
        double angle = position * frequency(Math.pow(config.ropeTheta(), -2.0 * i / size));
        double low = heads[start + i];
        double high = heads[start + i + half];
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        result[start + i] = low * cosine - high * sine;
        result[start + i + half] = high * cosine + low * sine;
      }
    }
    return result;
  }

  /** Llama 3.1's scaling by wavelengths, as its authors published it. */
  private double frequency(double plain) {
    RopeScaling scaling = config.ropeScaling();
    if (scaling == null) {
      return plain;
    }
    double wavelength = 2 * Math.PI / plain;
    double context = scaling.originalContextLength();
    if (wavelength < context / scaling.highFrequencyFactor()) {
      return plain;
    }
    if (wavelength > context / scaling.lowFrequencyFactor()) {
      return plain / scaling.factor();
    }
    double smooth =
        (context / wavelength - scaling.lowFrequencyFactor())
            / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
    return (1 - smooth) * plain / scaling.factor() + smooth * plain;
  }

  /** Query or key heads, each through its norm where the model has one. */
  private double[] heads(String name, double[] row) {
    double[] heads = projected(name + "proj", row);
    String norm = name + "norm.weight";
    if (layout.contains(norm)) {
      int size = config.headDim();
      for (int start = 0; start < heads.length; start += size) {
        double[] head = Arrays.copyOfRange(heads, start, start + size);
        System.arraycopy(norm(norm, head), 0, heads, start, size);
      }
    }
    return heads;
  }

  private double[] norm(String name, double[] row) {
    double square = 0;
    for (double value : row) {
      square += value * value;
    }
    double scale = 1 / Math.sqrt(square / row.length + config.rmsNormEps());
    double[] result = new double[row.length];
    int offset = offset(name);
    for (int i = 0; i < row.length; i++) {
      result[i] = row[i] * scale * parameters[offset + i];
    }
    return result;
  }

  private double[] projected(String name, double[] row) {
    double[] result = product(name + ".weight", row);
    if (layout.contains(name + ".bias")) {
      int offset = offset(name + ".bias");
      for (int i = 0; i < result.length; i++) {
        result[i] += parameters[offset + i];
      }
    }
    return result;
  }

  private double[] product(String name, double[] row) {
    Parameter matrix = layout.parameter(name);
    double[] result = new double[matrix.shape().get(0)];
    int at = Flat.offset(layout, matrix);
    for (int out = 0; out < result.length; out++) {
      double sum = 0;
      for (double value : row) {
        sum += parameters[at++] * value;
      }
      result[out] = sum;
    }
    return result;
  }

  private int offset(String name) {
    return Flat.offset(layout, layout.parameter(name));
  }

  private static void add(double[] to, double[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += values[i];
    }
  }
}
