package dev.vireo.models.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ModelConfigBuilder;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.decoder.LayerMemory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.scoring.VocabularyChunks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expectations are worked out by hand, in floats, times their four bytes. */
final class ModelMemoryTest {

  /** 300 parameters: 40 of the embedding, 4 of the last norm, 128 of each layer. */
  private static final ModelConfig TINY = tiny(Architecture.LLAMA).build();

  private static final LoraSettings ADAPTER = new LoraSettings(3, 3, List.of("q_proj", "v_proj"));

  private static ModelConfigBuilder tiny(Architecture architecture) {
    return ModelConfig.builder(architecture)
        .vocabularySize(10)
        .hiddenSize(4)
        .layers(2)
        .heads(2)
        .keyValueHeads(1)
        .intermediateSize(6)
        .contextLength(512)
        .tiedEmbeddings(true);
  }

  @Test
  void aLayerIsWhatTheDecoderKeepsOfIt() {
    LayerMemory layer = new LayerMemory(TINY, null, Precision.FLOAT32);

    // The joint projection is [8, 4].
    assertThat(layer.matrices()).isEqualTo(4 * 32);
    // Six rows of 4, queries and their outcome of 4, keys and values of 2, four rows of 6.
    assertThat(layer.recording(7)).isEqualTo(4 * 7 * (24 + 8 + 4 + 24));
    // Two heads; one block sees itself, the second all 100 keys.
    assertThat(layer.scores(3, 5)).isEqualTo(4 * 2 * 3 * 25);
    assertThat(layer.scores(1, 100)).isEqualTo(4 * 2 * (64 * 64 + 36 * 100));
    // A prefix of 5, three continuations of 2, whose own part is there twice.
    assertThat(layer.scores(1, 3, 5, 2)).isEqualTo(4 * 2 * (25 + 3 * (2 * 5 + 2 * 4)));
    assertThat(layer.backward(7)).isEqualTo(4 * (7 * (12 + 8) + 2 * 32));
    assertThat(layer.passing(7)).isEqualTo(4 * 7 * (16 + 18));
  }

  @Test
  void anAdapterAddsItsMatricesAndLeavesNormsAlone() {
    LayerMemory layer = new LayerMemory(TINY, ADAPTER, Precision.FLOAT32);

    // Queries' [4, 4] and values' [2, 4].
    assertThat(layer.matrices()).isEqualTo(4 * (32 + 16 + 8));
    // A norm that is not trained need not be remembered before its weight.
    assertThat(layer.recording(7)).isEqualTo(4 * 7 * (16 + 8 + 4 + 24));
  }

  @Test
  void factorsOfProductsInBfloat16TakeHalf() {
    LayerMemory layer = new LayerMemory(TINY, null, Precision.multiplying(FloatFormat.BFLOAT16));

    // All matrices: the joint projection, the output's [4, 4], three of [6, 4].
    assertThat(layer.matrices()).isEqualTo(2 * (32 + 16 + 3 * 24));
    // Rows before a norm and its weight are float32.
    assertThat(layer.recording(7)).isEqualTo(7 * (4 * 16 + 2 * (8 + 8 + 4 + 24)));
    assertThat(layer.scores(3, 5)).isEqualTo(2 * 2 * 3 * 25);
    // Where the model is stored so, the joint projection alone is made.
    Precision stored =
        new Precision(FloatFormat.BFLOAT16, FloatFormat.BFLOAT16, FloatFormat.FLOAT32);
    assertThat(new LayerMemory(TINY, null, stored).matrices()).isEqualTo(2 * 32);
    assertThat(new ModelMemory(TINY, new LanguageModelHead(), ADAPTER, stored).shared().total())
        .isEqualTo(2 * 300);
  }

  @Test
  void ofAModelThatNobodyTrainsSlotsHaveNothing() {
    ModelMemory memory = ModelMemory.frozen(TINY, new LanguageModelHead(), Precision.FLOAT32);

    assertThat(memory.shared().total()).isEqualTo(4 * 300);
    assertThat(memory.trained()).isZero();
    assertThat(memory.scoring(new BatchShape(1, 1, 3, 4)).parts())
        .extracting(MemoryEstimate.Part::name)
        .containsExactly("prepared matrices", "activations or logits");
  }

  @Test
  void aWindowHidesKeys() {
    ModelConfig windowed = tiny(Architecture.MISTRAL).slidingWindow(10).build();

    // The second block begins at key 64 - 10 + 1.
    assertThat(new LayerMemory(windowed, null, Precision.FLOAT32).scores(1, 100))
        .isEqualTo(4 * 2 * (64 * 64 + 36 * (100 - 55)));
  }

  @Test
  void logitsComeInChunks() {
    assertThat(VocabularyChunks.bytes(TINY, 7, 30, Precision.FLOAT32)).isEqualTo(4 * 4 * 3 * 10);
    assertThat(VocabularyChunks.bytes(TINY, 2, 30, Precision.FLOAT32)).isEqualTo(4 * 4 * 2 * 10);
    assertThat(VocabularyChunks.bytes(TINY, 2, 5, Precision.FLOAT32)).isEqualTo(4 * 4 * 10);
  }

  @Test
  void aReferenceTakesLogitsAndHiddenStatesBeside() {
    assertThat(VocabularyChunks.comparedBytes(TINY, 7, 30, Precision.FLOAT32))
        .isEqualTo(4 * 7 * 3 * 10);
    BatchShape batch = new BatchShape(1, 1, 3, 4);
    ModelMemory whole = new ModelMemory(TINY, new LanguageModelHead(), null, Precision.FLOAT32);
    ModelMemory adapted =
        new ModelMemory(TINY, new LanguageModelHead(), ADAPTER, Precision.FLOAT32);

    // Logits outweigh the way back here: those of the reference come to them in full.
    assertThat(whole.comparing(batch, false).total() - whole.training(batch, false).total())
        .isEqualTo(4 * 7 * 4 * 10 + 4 * 4 * 4);
    assertThat(adapted.comparing(batch, false).total() - adapted.training(batch, false).total())
        .isGreaterThanOrEqualTo(4 * 4 * 4 + 4 * adapted.trained());
    assertThat(whole.sharedWithReference().total()).isEqualTo(4 * 300);
    // The adapter's reference is on the same model.
    assertThat(adapted.sharedWithReference()).isEqualTo(adapted.shared());
  }

  @Test
  void aCacheKeepsLongPromptsOnce() {
    // Keys and values of two layers, 2 wide.
    assertThat(KeyValueCache.bytes(TINY, 2, 3, 64, 4, Precision.FLOAT32))
        .isEqualTo(4 * 2 * 2 * 2 * (6 * (64 + 4)));
    assertThat(KeyValueCache.bytes(TINY, 2, 3, 65, 4, Precision.FLOAT32))
        .isEqualTo(4 * 2 * 2 * 2 * (6 * 4 + 2 * 65));
  }

  @Test
  void aBatchComputesItsPromptsOnce() {
    assertThat(new BatchShape(2, 3, 5, 4).tokens()).isEqualTo(2 * (5 + 3 * 3));
    assertThat(new BatchShape(2, 1, 5, 4).tokens()).isEqualTo(2 * (5 + 3));
    assertThat(new BatchShape(2, 3, 5, 4).predicted()).isEqualTo(24);
    assertThat(BatchShape.of(32, 8, 5, 4)).isEqualTo(new BatchShape(4, 8, 5, 4));
    assertThat(BatchShape.of(1, 8, 5, 4)).isEqualTo(new BatchShape(1, 1, 5, 4));
  }

  @Test
  void trainingKeepsAllLayersOrOne() {
    ModelMemory memory = new ModelMemory(TINY, new LanguageModelHead(), null, Precision.FLOAT32);
    BatchShape batch = new BatchShape(1, 1, 3, 4);

    assertThat(memory.parameters()).isEqualTo(300);
    assertThat(memory.trained()).isEqualTo(300);
    // One layer's recording of 6 tokens, and what its way back needs.
    long recorded = 4 * (32 + 6 * 60 + 2 * 36);
    long back = 4 * (6 * 20 + 64);
    // All four logits' chunk, the embedding's gradient, hidden states and theirs.
    long logits = 4 * (4 * 4 * 10 + 40 + 2 * 4 * 4);
    assertThat(memory.training(batch, true).total())
        .isEqualTo(2 * 1200 + 4 * 3 * 6 * 4 + recorded + back);
    assertThat(memory.training(batch, false).total())
        .isEqualTo(2 * 1200 + 2 * recorded + 4 * 6 * 4 + logits);
    assertThat(memory.shared().total()).isZero();
  }

  @Test
  void anAdaptersModelIsShared() {
    ModelMemory memory = new ModelMemory(TINY, new LanguageModelHead(), ADAPTER, Precision.FLOAT32);

    // Of each layer [3, 4] and [4, 3], [3, 4] and [2, 3].
    assertThat(memory.trained()).isEqualTo(2 * (12 + 12 + 12 + 6));
    assertThat(memory.shared().total()).isEqualTo(1200);
    assertThat(memory.training(new BatchShape(1, 1, 3, 4), true).parts().subList(0, 2))
        .containsExactly(
            new MemoryEstimate.Part("adapter", 4 * 84),
            new MemoryEstimate.Part("gradients", 4 * 84));
  }

  @Test
  void samplingPreparesAllLayers() {
    ModelMemory memory = new ModelMemory(TINY, new LanguageModelHead(), null, Precision.FLOAT32);
    BatchShape batch = new BatchShape(2, 3, 5, 4);

    assertThat(memory.sampling(batch).parts())
        .containsExactly(
            new MemoryEstimate.Part("model", 1200),
            new MemoryEstimate.Part("prepared matrices", 2 * 4 * 32),
            new MemoryEstimate.Part("keys and values", 4 * 2 * 2 * 2 * (6 * 9)),
            new MemoryEstimate.Part("activations", 4 * (10 * 34 + 2 * 2 * 25)));
  }

  /** Qwen2.5-0.5B: the published number, and the whole of an update within 12 GiB. */
  @Test
  void aLargeVocabularyIsCounted() {
    ModelConfig config =
        ModelConfig.builder(Architecture.QWEN2)
            .vocabularySize(151_936)
            .hiddenSize(896)
            .layers(24)
            .heads(14)
            .keyValueHeads(2)
            .intermediateSize(4864)
            .contextLength(32_768)
            .tiedEmbeddings(true)
            .build();
    ModelMemory memory = new ModelMemory(config, new LanguageModelHead(), null, Precision.FLOAT32);
    BatchShape completion = new BatchShape(1, 1, 32, 512);

    assertThat(memory.parameters()).isEqualTo(494_032_768);
    long recomputed = memory.training(completion, true).total();
    assertThat(recomputed).isLessThan(memory.training(completion, false).total());
    assertThat(recomputed).isBetween(4_500L << 20, 5_500L << 20);
  }
}
