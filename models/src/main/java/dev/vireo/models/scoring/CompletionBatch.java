package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ScalarHead;
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
 * Sequences laid out for one pass over the layers, and where in it the head is asked for each
 * output: a language model's a token before the one that it predicts, a scalar head at the token
 * itself.
 *
 * <p>Neighbours with the same prompt share it: the prompt is computed once and the completions
 * attend to it. Where that would not make the pass smaller, every sequence is a row of its own,
 * padded on the right to the longest. Before a language model's head, a completion's last token
 * predicts nothing and is left out.
 */
public final class CompletionBatch {
  private final List<TokenSequence> sequences;
  private final List<List<TokenSequence>> groups;
  private final PrefixShape shape;
  private final long[] tokens;
  private final long[] predictors;
  private final long[] targets;
  private final int rowLength;
  private final int labels;

  /** By how many tokens an output is ahead of the hidden state that it is made of. */
  private final int ahead;

  private CompletionBatch(List<TokenSequence> sequences, Head head) {
    this.sequences = List.copyOf(sequences);
    this.groups = groups(sequences);
    this.ahead = head instanceof LanguageModelHead ? 1 : 0;
    this.labels = head instanceof ScalarHead scalar ? scalar.labels() : 1;
    int count = sequences.stream().mapToInt(s -> s.outputs().length).sum();
    this.predictors = new long[count];
    this.targets = new long[count];
    PrefixShape candidate = shape(groups, ahead);
    int longest = sequences.stream().mapToInt(TokenSequence::length).max().orElse(1);
    this.rowLength = Math.max(1, longest - ahead);
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

  /** Lays sequences out for a language model; their order is kept. */
  public static CompletionBatch of(List<TokenSequence> sequences) {
    return of(sequences, new LanguageModelHead());
  }

  /** Lays sequences out for a model with a head; their order is kept. */
  public static CompletionBatch of(List<TokenSequence> sequences, Head head) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("There are no sequences");
    }
    return new CompletionBatch(sequences, head);
  }

  /** The tokens at the places of the outputs, sequence after sequence, [M]. */
  public long[] targets() {
    return targets.clone();
  }

  /** How many sequences there are. */
  public int sequences() {
    return sequences.size();
  }

  /** How many numbers the head puts out for a sequence. */
  public int outputs(int sequence) {
    return sequences.get(sequence).outputs().length * labels;
  }

  /** How many numbers the head puts out for all. */
  public int outputs() {
    return targets.length * labels;
  }

  /** Number of tokens that pass through the layers, padding included. */
  public int size() {
    return tokens.length;
  }

  /**
   * The hidden states that the outputs are made of; recorded where the thread records gradients.
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
   * Of the hidden states of all tokens those that the outputs are made of.
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

  /** Cuts outputs in the order of {@link #targets} into one array per sequence. */
  public double[][] perSequence(float[] values) {
    double[][] result = new double[sequences.size()][];
    int at = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = new double[outputs(i)];
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
      copy(completion, completion.length - ahead, start + prompt.length);
      for (int t : sequence.outputs()) {
        targets[at] = target(completion, t);
        predictors[at++] = (long) start + prompt.length - ahead + t;
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
        copy(completion, completion.length - ahead, start);
        for (int t : members.get(member).outputs()) {
          targets[at] = target(completion, t);
          predictors[at++] =
              t < ahead ? (long) promptStart + prompt.length - 1 : (long) start + t - ahead;
        }
      }
    }
  }

  /** A state before the completion is asked for its values alone: there is no token to predict. */
  private int target(int[] completion, int place) {
    if (place < 0 && ahead > 0) {
      throw new IllegalArgumentException("A language model predicts no token at place " + place);
    }
    return place < 0 ? 0 : completion[place];
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

  private static PrefixShape shape(List<List<TokenSequence>> groups, int ahead) {
    int[] lengths =
        groups.stream().mapToInt(members -> members.get(0).promptTokenIds().length).toArray();
    int groupSize = groups.stream().mapToInt(List::size).max().orElse(1);
    int longest =
        groups.stream()
            .flatMap(List::stream)
            .mapToInt(sequence -> sequence.completionTokenIds().length - ahead)
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
