package dev.vireo.models.training;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.decoder.CheckpointedPass;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.CompletionBatch;
import dev.vireo.models.scoring.HeadOutputs;
import dev.vireo.models.scoring.HeadValues;
import dev.vireo.models.scoring.ReferenceStates;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.VocabularyChunks;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sums the gradient of a {@link Loss} over micro-batches. The loss is plain Java: it is given the
 * outputs of the model's head (log-probabilities of tokens, or a scalar head's values) and returns
 * its derivative, and sum(derivative * output) is propagated back to the parameters.
 *
 * <p>A micro-batch whose derivative is zero throughout is not propagated back. Sequences known
 * beforehand to have none (advantage 0, no penalty) are best left out by the caller: their pass
 * forward is then saved too.
 *
 * <p>For one thread at a time, like its model, in whose parameters the sums are kept.
 */
public final class GradientAccumulator {
  private final Model model;
  private final VocabularyChunks vocabulary;
  private boolean measuresStatistics;
  private boolean checkpointing;
  private Optional<Model> reference = Optional.empty();

  /** An accumulator with the usual limit of logits, all sums zero. */
  public GradientAccumulator(Model model) {
    this(model, VocabularyChunks.DEFAULT_LIMIT);
  }

  /**
   * @param maxLogits logits that may exist at once
   */
  public GradientAccumulator(Model model, int maxLogits) {
    this.model = model;
    this.vocabulary = new VocabularyChunks(model, maxLogits);
    zero();
  }

  /**
   * Whether the loss is given the statistics of each token's distribution that it names, at the
   * cost of a pass over the logits each; off at first.
   */
  public GradientAccumulator measureStatistics(boolean on) {
    measuresStatistics = on;
    return this;
  }

  /**
   * Whether each layer is computed again on the way back instead of being remembered: a third more
   * work, and memory for one layer's recording instead of all; off at first.
   */
  public GradientAccumulator gradientCheckpointing(boolean on) {
    checkpointing = on;
    return this;
  }

  /**
   * Which policy the distributions of a language model are compared with, for losses that ask for
   * {@link dev.vireo.algorithms.loss.Outputs#divergences}; none at first. It goes through the same
   * tokens, forward, before the model does.
   *
   * @param other with the same vocabulary, used by nobody else meanwhile
   */
  public GradientAccumulator comparedWith(Model other) {
    reference = Optional.of(other);
    return this;
  }

  /** Forgets all sums. */
  public void zero() {
    model.zeroGradients();
  }

  /**
   * Adds one micro-batch's gradient.
   *
   * @param microBatch sequences that go through the layers together, as many of each example as the
   *     loss's unit has; neighbours with one prompt share its computation
   * @param temperature by which a language model's logits are divided; 0 counts as 1
   * @param examples what the loss knows of each example
   * @param step the denominators of the whole step
   * @return what the loss said
   * @throws IllegalArgumentException if the sequences are not the examples', the loss returns a
   *     derivative of another shape, or it compares distributions and there is nothing to compare
   *     with
   */
  public <E> LossValue accumulate(
      List<TokenSequence> microBatch,
      double temperature,
      Loss<E> loss,
      List<E> examples,
      Denominators step) {
    if (microBatch.size() != examples.size() * loss.unit().sequences()) {
      throw new IllegalArgumentException(
          "%d sequences are not those of %d examples of %d each"
              .formatted(microBatch.size(), examples.size(), loss.unit().sequences()));
    }
    CompletionBatch batch = CompletionBatch.of(microBatch, model.head());
    Set<TokenStatistic> measured = measuresStatistics ? loss.statistics() : Set.of();
    Autograd.recordGradients(true);
    try {
      return NativeScope.call(
          () -> {
            Optional<ReferenceStates> others =
                reference.map(other -> ReferenceStates.of(other, batch));
            DecoderWeights weights = checkpointing ? model.weightsOnDemand() : model.weights();
            CheckpointedPass pass = checkpointing ? batch.checkpointed(model, weights) : null;
            NDArray end = pass == null ? null : leaf(pass.hidden());
            NDArray hidden =
                pass == null ? batch.hidden(model, weights) : batch.predicting(model, end);
            HeadOutputs outputs =
                model.head() instanceof ScalarHead
                    ? HeadValues.of(model, weights, hidden)
                    : vocabulary.logprobs(
                        weights, hidden, batch.targets(), temperature, measured, others);
            LossValue value = loss.evaluate(outputs.outputs(batch), examples, step);
            float[] upstream = upstream(value, batch);
            if (upstream != null) {
              outputs.backward(upstream);
              if (pass != null) {
                pass.backward(Autograd.gradient(end));
              }
            }
            return value;
          });
    } finally {
      Autograd.recordGradients(false);
    }
  }

  /** The end of a pass without a recording, as the beginning of the recording from there on. */
  private static NDArray leaf(NDArray hidden) {
    NDArray leaf = hidden.stopGradient();
    Autograd.requireGradient(leaf);
    Autograd.recordGradients(true);
    return leaf;
  }

  /** The sums so far. */
  public ParameterSet gradients() {
    return model.gradients();
  }

  /**
   * The derivative by the outputs, sequence after sequence, and behind it that by the divergences
   * where there are any; null if all of it is zero.
   */
  private float[] upstream(LossValue value, CompletionBatch batch) {
    int outputs = batch.outputs();
    float[] flat = new float[reference.isPresent() ? 2 * outputs : outputs];
    boolean zero = flatten(value.gradient(), batch, flat, 0);
    if (reference.isPresent()) {
      double[][] byDivergence = value.byDivergence().orElseThrow(GradientAccumulator::otherShape);
      zero &= flatten(byDivergence, batch, flat, outputs);
    }
    return zero ? null : flat;
  }

  /** Whether it is zero throughout. */
  private static boolean flatten(
      double[][] gradient, CompletionBatch batch, float[] flat, int start) {
    boolean zero = true;
    int at = start;
    for (int i = 0; i < batch.sequences(); i++) {
      if (gradient.length != batch.sequences() || gradient[i].length != batch.outputs(i)) {
        throw otherShape();
      }
      for (double value : gradient[i]) {
        zero &= value == 0;
        flat[at++] = (float) value;
      }
    }
    return zero;
  }

  private static IllegalArgumentException otherShape() {
    return new IllegalArgumentException(
        "The loss's derivative has another shape than the model's outputs");
  }
}
