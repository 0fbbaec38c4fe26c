package dev.vireo.models.reward;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A reward model in native memory: a decoder whose last hidden state is projected to a number for
 * each label. For one thread at a time; {@link #beside()} gives another thread a model of its own
 * on the same parameters.
 */
public final class RewardModel implements AutoCloseable {
  private final ModelConfig config;
  private final int labels;
  private final NDManager manager;
  private final Decoder decoder;
  private final Map<String, NDArray> parameters;

  private RewardModel(
      ModelConfig config, int labels, NDManager manager, Map<String, NDArray> parameters) {
    this.config = config;
    this.labels = labels;
    this.manager = manager;
    this.decoder = new Decoder(config, manager);
    this.parameters = parameters;
  }

  /**
   * Loads a directory that {@link ModelDirectory#openRewardModel} opened.
   *
   * @throws InputException if the directory has changed since
   * @throws IllegalArgumentException if it was opened as another kind of model
   */
  public static RewardModel load(ModelDirectory directory, Device device) {
    ModelConfig config = directory.config();
    ParameterLayout layout = directory.layout();
    int labels = directory.labels().size();
    if (labels == 0) {
      throw new IllegalArgumentException(directory.path() + " was not opened as a reward model");
    }
    float[] values = directory.parameters();
    NDManager manager = Autograd.newManager(device);
    Autograd.recordGradients(false);
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    for (Parameter parameter : layout.parameters()) {
      float[] part =
          Arrays.copyOfRange(values, parameter.offset(), parameter.offset() + parameter.size());
      NDArray array = NativeArrays.of(manager, part, new Shape(parameter.dimensions()));
      NDScope.unregister(array);
      parameters.put(parameter.name(), array);
    }
    return new RewardModel(config, labels, manager, parameters);
  }

  /**
   * Opens and loads a directory.
   *
   * @throws InputException if it is no reward model that is supported
   */
  public static RewardModel load(Path directory, Device device) {
    return load(ModelDirectory.openRewardModel(directory), device);
  }

  /** The same model for another thread: it shares the parameters, and is to be closed before. */
  public RewardModel beside() {
    NDManager own = Autograd.newManager(manager.getDevice());
    return new RewardModel(config, labels, own, parameters);
  }

  /** The decoder's shape. */
  public ModelConfig config() {
    return config;
  }

  /** How many scores a sequence has. */
  public int labels() {
    return labels;
  }

  /**
   * Scores sequences: the logit of one label. As in transformers a sequence's score is that of its
   * last token that is not the padding token, so where padding and end of sequence are one token,
   * the end does not count; of the first token where all are padding. All sequences go through the
   * layers together, padded to the longest: callers bound how many they hand over.
   *
   * @param sequences token ids, [B][T_i], T_i at least 1
   * @param label which score, from 0
   * @return [B]
   * @throws InputException if a sequence is empty, longer than the context, or has a token outside
   *     the vocabulary
   */
  public float[] score(List<int[]> sequences, int label) {
    Objects.checkIndex(label, labels);
    if (sequences.isEmpty()) {
      return new float[0];
    }
    for (int i = 0; i < sequences.size(); i++) {
      check(i, sequences.get(i));
    }
    int longest = sequences.stream().mapToInt(sequence -> sequence.length).max().orElseThrow();
    long[] tokens = new long[Math.multiplyExact(sequences.size(), longest)];
    long[] last = new long[sequences.size()];
    for (int row = 0; row < last.length; row++) {
      int[] sequence = sequences.get(row);
      for (int t = 0; t < sequence.length; t++) {
        tokens[row * longest + t] = sequence[t];
      }
      last[row] = (long) row * longest + scored(sequence);
    }
    Autograd.recordGradients(false);
    float[] scores =
        NativeScope.call(
            () -> {
              DecoderWeights weights = DecoderWeights.ofRewardModel(parameters, config);
              NDArray hidden =
                  decoder.hidden(
                      weights,
                      NativeArrays.of(manager, tokens),
                      decoder.causal(sequences.size(), longest));
              NDArray rows = Autograd.takeRows(hidden, NativeArrays.of(manager, last));
              return decoder.logits(weights, rows, 1).toFloatArray();
            });
    float[] chosen = new float[last.length];
    for (int row = 0; row < chosen.length; row++) {
      chosen[row] = scores[row * labels + label];
    }
    return chosen;
  }

  @Override
  public void close() {
    manager.close();
  }

  private int scored(int[] sequence) {
    int at = sequence.length - 1;
    while (at > 0 && config.padTokenId() != null && sequence[at] == config.padTokenId()) {
      at--;
    }
    return at;
  }

  private void check(int index, int[] sequence) {
    if (sequence.length == 0) {
      throw new InputException("sequence " + index + " has no tokens to score");
    }
    if (sequence.length > config.contextLength()) {
      throw new InputException(
          "sequence "
              + index
              + " has "
              + sequence.length
              + " tokens, more than the reward model's context of "
              + config.contextLength());
    }
    for (int token : sequence) {
      if (token < 0 || token >= config.vocabularySize()) {
        throw new InputException(
            "sequence "
                + index
                + " has token "
                + token
                + ", outside the reward model's vocabulary of "
                + config.vocabularySize());
      }
    }
  }
}
