package dev.vireo.models.architecture;

/** Builds a {@link ModelConfig}. Values that are not set keep the usual defaults. */
public final class ModelConfigBuilder {
  private final Architecture architecture;
  private int vocabularySize;
  private int hiddenSize;
  private int layers;
  private int heads;
  private int keyValueHeads;
  private int headDim;
  private int intermediateSize;
  private int contextLength;
  private double ropeTheta = 10_000;
  private RopeScaling ropeScaling;
  private Integer slidingWindow;
  private double rmsNormEps = 1e-6;
  private boolean tiedEmbeddings;
  private Integer bosTokenId;
  private int[] eosTokenIds = {};
  private Integer padTokenId;

  ModelConfigBuilder(Architecture architecture) {
    this.architecture = architecture;
  }

  ModelConfigBuilder(ModelConfig config) {
    this.architecture = config.architecture();
    this.vocabularySize = config.vocabularySize();
    this.hiddenSize = config.hiddenSize();
    this.layers = config.layers();
    this.heads = config.heads();
    this.keyValueHeads = config.keyValueHeads();
    this.headDim = config.headDim();
    this.intermediateSize = config.intermediateSize();
    this.contextLength = config.contextLength();
    this.ropeTheta = config.ropeTheta();
    this.ropeScaling = config.ropeScaling();
    this.slidingWindow = config.slidingWindow();
    this.rmsNormEps = config.rmsNormEps();
    this.tiedEmbeddings = config.tiedEmbeddings();
    this.bosTokenId = config.bosTokenId();
    this.eosTokenIds = config.eosTokenIds();
    this.padTokenId = config.padTokenId();
  }

  public ModelConfigBuilder vocabularySize(int value) {
    vocabularySize = value;
    return this;
  }

  public ModelConfigBuilder hiddenSize(int value) {
    hiddenSize = value;
    return this;
  }

  public ModelConfigBuilder layers(int value) {
    layers = value;
    return this;
  }

  public ModelConfigBuilder heads(int value) {
    heads = value;
    return this;
  }

  /** Defaults to the number of query heads. */
  public ModelConfigBuilder keyValueHeads(int value) {
    keyValueHeads = value;
    return this;
  }

  /** Defaults to hidden size / heads. */
  public ModelConfigBuilder headDim(int value) {
    headDim = value;
    return this;
  }

  public ModelConfigBuilder intermediateSize(int value) {
    intermediateSize = value;
    return this;
  }

  public ModelConfigBuilder contextLength(int value) {
    contextLength = value;
    return this;
  }

  public ModelConfigBuilder ropeTheta(double value) {
    ropeTheta = value;
    return this;
  }

  /** Null for no scaling. */
  public ModelConfigBuilder ropeScaling(RopeScaling value) {
    ropeScaling = value;
    return this;
  }

  /** Null for no window. */
  public ModelConfigBuilder slidingWindow(Integer value) {
    slidingWindow = value;
    return this;
  }

  public ModelConfigBuilder rmsNormEps(double value) {
    rmsNormEps = value;
    return this;
  }

  public ModelConfigBuilder tiedEmbeddings(boolean value) {
    tiedEmbeddings = value;
    return this;
  }

  /** Null if the model has none. */
  public ModelConfigBuilder bosTokenId(Integer value) {
    bosTokenId = value;
    return this;
  }

  public ModelConfigBuilder eosTokenIds(int... values) {
    eosTokenIds = values.clone();
    return this;
  }

  /** Null if the model has none. */
  public ModelConfigBuilder padTokenId(Integer value) {
    padTokenId = value;
    return this;
  }

  /**
   * Builds the configuration.
   *
   * @throws dev.vireo.algorithms.InputException if a value is missing or impossible
   */
  public ModelConfig build() {
    return new ModelConfig(
        architecture,
        vocabularySize,
        hiddenSize,
        layers,
        heads,
        keyValueHeads == 0 ? heads : keyValueHeads,
        headDim == 0 && heads > 0 ? hiddenSize / heads : headDim,
        intermediateSize,
        contextLength,
        ropeTheta,
        ropeScaling,
        slidingWindow,
        rmsNormEps,
        tiedEmbeddings,
        bosTokenId,
        eosTokenIds,
        padTokenId);
  }
}
