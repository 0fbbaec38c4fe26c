package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.decoder.Attention;
import dev.vireo.models.decoder.CheckpointedPass;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.decoder.PrefixShape;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.NativeArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences laid out for one pass over the layers, and where in it each completion token is
 * predicted.
 *
 * <p>Neighbours with the same prompt share it: the prompt is computed once and the completions
 * attend to it. Where that would not make the pass smaller, every sequence is a row of its own,
 * padded on the right to the longest. A completion's last token predicts nothing and is left out.
 */
public final class CompletionBatch {
  private final List<TokenSequence> sequences;
  private final List<List<TokenSequence>> groups;
  private final PrefixShape shape;
  private final long[] tokens;
  private final long[] predictors;
  private final long[] targets;
  private final int rowLength;

  private CompletionBatch(List<TokenSequence> sequences) {
    this.sequences = List.copyOf(sequences);
    this.groups = groups(sequences);
    int count = sequences.stream().mapToInt(s -> s.completionTokenIds().length).sum();
    this.predictors = new long[count];
    this.targets = new long[count];
    PrefixShape candidate = shape(groups);
    int longest = sequences.stream().mapToInt(TokenSequence::length).max().orElse(1);
    this.rowLength = Math.max(1, longest - 1);
    boolean share = candidate.length() > 0 && size(candidate) < (long) sequences.size() * rowLength;
    this.shape = share ? candidate : null;
    this.tokens =
        new long[Math.toIntExact(share ? size(candidate) : (long) sequences.size() * rowLength)];
    if (share) {
      placeGroups();
    } else {
      placeRows();
    }
  }

  /** Lays sequences out; their order is kept. */
  public static CompletionBatch of(List<TokenSequence> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("There are no sequences");
    }
    return new CompletionBatch(sequences);
  }

  /** The completion tokens, sequence after sequence, [M]. */
  public long[] targets() {
    return targets.clone();
  }

  /** Number of tokens that pass through the layers, padding included. */
  public int size() {
    return tokens.length;
  }

  /**
   * The hidden states that predict the completion tokens; recorded where the thread records
   * gradients.
   *
   * @return [M, hidden], in the order of {@link #targets}
   */
  public NDArray hidden(Model model, DecoderWeights weights) {
    NDArray all =
        model.decoder().hidden(weights, NativeArrays.of(model.manager(), tokens), attention(model));
    return predicting(model, all);
  }

  /** The pass over the layers that computes them again on the way back. */
  public CheckpointedPass checkpointed(Model model, DecoderWeights weights) {
    return new CheckpointedPass(
        model.decoder(), weights, NativeArrays.of(model.manager(), tokens), attention(model));
  }

  /**
   * Of the hidden states of all tokens those that predict the completion tokens.
   *
   * @param all [{@link #size}, hidden]
   * @return [M, hidden], in the order of {@link #targets}
   */
  public NDArray predicting(Model model, NDArray all) {
    return Decoder.rows(all, NativeArrays.of(model.manager(), predictors));
  }

  private Attention attention(Model model) {
    Decoder decoder = model.decoder();
    return shape == null
        ? decoder.causal(sequences.size(), rowLength)
        : decoder.sharedPrefix(shape);
  }

  /** Cuts values in the order of {@link #targets} into one array per sequence. */
  public double[][] perSequence(float[] values) {
    double[][] result = new double[sequences.size()][];
    int at = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = new double[sequences.get(i).completionTokenIds().length];
      for (int t = 0; t < result[i].length; t++) {
        result[i][t] = values[at++];
      }
    }
    return result;
  }

  private void placeRows() {
    int at = 0;
    for (int row = 0; row < sequences.size(); row++) {
      TokenSequence sequence = sequences.get(row);
      int[] prompt = sequence.promptTokenIds();
      int[] completion = sequence.completionTokenIds();
      int start = row * rowLength;
      copy(prompt, prompt.length, start);
      copy(completion, completion.length - 1, start + prompt.length);
      for (int t = 0; t < completion.length; t++) {
        targets[at] = completion[t];
        predictors[at++] = (long) start + prompt.length - 1 + t;
      }
    }
  }

  private void placeGroups() {
    int at = 0;
    int ownStart = shape.groups() * shape.prefixLength();
    for (int group = 0; group < groups.size(); group++) {
      List<TokenSequence> members = groups.get(group);
      int promptStart = group * shape.prefixLength();
      int[] prompt = members.get(0).promptTokenIds();
      copy(prompt, prompt.length, promptStart);
      for (int member = 0; member < members.size(); member++) {
        int[] completion = members.get(member).completionTokenIds();
        int start = ownStart + (group * shape.groupSize() + member) * shape.length();
        copy(completion, completion.length - 1, start);
        for (int t = 0; t < completion.length; t++) {
          targets[at] = completion[t];
          predictors[at++] = t == 0 ? (long) promptStart + prompt.length - 1 : (long) start + t - 1;
        }
      }
    }
  }

  private void copy(int[] from, int count, int start) {
    for (int i = 0; i < count; i++) {
      tokens[start + i] = from[i];
    }
  }

  private static List<List<TokenSequence>> groups(List<TokenSequence> sequences) {
    List<List<TokenSequence>> groups = new ArrayList<>();
    int[] current = null;
    for (TokenSequence sequence : sequences) {
      if (current == null || !Arrays.equals(current, sequence.promptTokenIds())) {
        current = sequence.promptTokenIds();
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(sequence);
    }
    return groups;
  }

  private static PrefixShape shape(List<List<TokenSequence>> groups) {
    int[] lengths =
        groups.stream().mapToInt(members -> members.get(0).promptTokenIds().length).toArray();
    int groupSize = groups.stream().mapToInt(List::size).max().orElse(1);
    int longest =
        groups.stream()
            .flatMap(List::stream)
            .mapToInt(sequence -> sequence.completionTokenIds().length - 1)
            .max()
            .orElse(0);
    return new PrefixShape(
        lengths, Arrays.stream(lengths).max().orElse(1), groupSize, Math.max(0, longest));
  }

  private static long size(PrefixShape shape) {
    return (long) shape.groups()
        * (shape.prefixLength() + (long) shape.groupSize() * shape.length());
  }
}
