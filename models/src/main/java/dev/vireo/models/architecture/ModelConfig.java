package dev.vireo.models.architecture;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * The shape of a decoder and its special tokens, as in config.json.
 *
 * @param architecture the decoder family
 * @param vocabularySize rows of the embedding; may exceed the tokenizer's vocabulary
 * @param hiddenSize width of the residual stream
 * @param layers number of decoder layers
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headDim width of one head, even; {@code heads * headDim} may differ from {@code
 *     hiddenSize}
 * @param intermediateSize inner width of the feed-forward layers
 * @param contextLength the longest sequence the model supports, in tokens
 * @param ropeTheta base of the rotary position frequencies
 * @param ropeScaling scaling of those frequencies, or null
 * @param slidingWindow number of tokens that a token attends to, itself included; null for all
 *     preceding tokens. Mistral only
 * @param rmsNormEps the constant under the square root of RMSNorm ({@code rms_norm_eps})
 * @param tiedEmbeddings whether the output projection is the embedding itself
 * @param bosTokenId beginning-of-sequence token, or null
 * @param eosTokenIds tokens that end a sequence; may be empty
 * @param padTokenId padding token, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, compared by content.
public record ModelConfig(
    Architecture architecture,
    int vocabularySize,
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    int intermediateSize,
    int contextLength,
    double ropeTheta,
    RopeScaling ropeScaling,
    Integer slidingWindow,
    double rmsNormEps,
    boolean tiedEmbeddings,
    Integer bosTokenId,
    int[] eosTokenIds,
    Integer padTokenId)
    implements Serializable {

  /** The Hugging Face name of the embedding's weight, [vocabulary, hidden]. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /**
   * Far more than any model has; a larger number is an error in the file and would exhaust memory.
   */
  private static final int MOST_LAYERS = 10_000;

  /**
   * @throws InputException if a value is impossible; the message uses config.json's name for it
   */
  public ModelConfig {
    Objects.requireNonNull(architecture, "architecture");
    requirePositive("vocab_size", vocabularySize);
    requirePositive("hidden_size", hiddenSize);
    requirePositive("num_hidden_layers", layers);
    requirePositive("num_attention_heads", heads);
    requirePositive("num_key_value_heads", keyValueHeads);
    requirePositive("head_dim", headDim);
    requirePositive("intermediate_size", intermediateSize);
    requirePositive("max_position_embeddings", contextLength);
    if (heads % keyValueHeads != 0) {
      throw new InputException(
          "num_attention_heads "
              + heads
              + " is not a multiple of num_key_value_heads "
              + keyValueHeads);
    }
    if (layers > MOST_LAYERS) {
      throw new InputException("num_hidden_layers " + layers + " is more than " + MOST_LAYERS);
    }
    if ((long) heads * headDim > Integer.MAX_VALUE) {
      throw new InputException(
          "num_attention_heads " + heads + " times head_dim " + headDim + " is too wide");
    }
    if (headDim % 2 != 0) {
      throw new InputException(
          "head_dim " + headDim + " is odd; rotary positions need an even one");
    }
    if (!(ropeTheta > 0) || Double.isInfinite(ropeTheta)) {
      throw new InputException("rope_theta " + ropeTheta + " is not a positive number");
    }
    if (slidingWindow != null) {
      requirePositive("sliding_window", slidingWindow);
      if (architecture != Architecture.MISTRAL) {
        throw new InputException("sliding_window is not supported for " + architecture.modelType());
      }
    }
    if (!(rmsNormEps >= 0) || Double.isInfinite(rmsNormEps)) {
      throw new InputException("rms_norm_eps " + rmsNormEps + " is not a number of at least 0");
    }
    eosTokenIds = eosTokenIds.clone();
    requireToken("bos_token_id", bosTokenId, vocabularySize);
    requireToken("pad_token_id", padTokenId, vocabularySize);
    for (int eosTokenId : eosTokenIds) {
      requireToken("eos_token_id", eosTokenId, vocabularySize);
    }
  }

  /**
   * A builder with the usual defaults: head size hidden / heads, no grouping of heads, theta
   * 10,000, RMSNorm epsilon 1e-6.
   */
  public static ModelConfigBuilder builder(Architecture architecture) {
    return new ModelConfigBuilder(architecture);
  }

  /** A builder that starts from this configuration. */
  public ModelConfigBuilder toBuilder() {
    return new ModelConfigBuilder(this);
  }

  /** Whether the query, key and value projections add a bias. */
  public boolean qkvBias() {
    return architecture.qkvBias();
  }

  /** Whether every query and key head is normalised before rotary positions are applied. */
  public boolean headNorm() {
    return architecture.headNorm();
  }

  @Override
  public int[] eosTokenIds() {
    return eosTokenIds.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelConfig that
        && architecture == that.architecture
        && vocabularySize == that.vocabularySize
        && hiddenSize == that.hiddenSize
        && layers == that.layers
        && heads == that.heads
        && keyValueHeads == that.keyValueHeads
        && headDim == that.headDim
        && intermediateSize == that.intermediateSize
        && contextLength == that.contextLength
        && Double.compare(ropeTheta, that.ropeTheta) == 0
        && Objects.equals(ropeScaling, that.ropeScaling)
        && Objects.equals(slidingWindow, that.slidingWindow)
        && Double.compare(rmsNormEps, that.rmsNormEps) == 0
        && tiedEmbeddings == that.tiedEmbeddings
        && Objects.equals(bosTokenId, that.bosTokenId)
        && Arrays.equals(eosTokenIds, that.eosTokenIds)
        && Objects.equals(padTokenId, that.padTokenId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        architecture,
        vocabularySize,
        hiddenSize,
        layers,
        heads,
        keyValueHeads,
        headDim,
        intermediateSize,
        contextLength,
        ropeTheta,
        ropeScaling,
        slidingWindow,
        rmsNormEps,
        tiedEmbeddings,
        bosTokenId,
        Arrays.hashCode(eosTokenIds),
        padTokenId);
  }

  private static void requirePositive(String key, int value) {
    if (value <= 0) {
      throw new InputException(key + " " + value + " is not positive");
    }
  }

  private static void requireToken(String key, Integer token, int vocabularySize) {
    if (token != null && (token < 0 || token >= vocabularySize)) {
      throw new InputException(
          key + " " + token + " is outside the vocabulary of " + vocabularySize + " tokens");
    }
  }
}
