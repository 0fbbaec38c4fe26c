package dev.vireo.jobs.rollouts.server;

/** Which fields a server's {@code /v1/completions} takes and gives beyond OpenAI's. */
public enum Dialect {
  /** Token ids in and out, n completions a request, each drawn from its own seed. */
  VLLM(true, true, true),

  /**
   * Token ids in and out. One completion a request: where SGLang honours seeds at all (under {@code
   * --enable-deterministic-inference}), the n completions of one request share theirs, and so would
   * be n copies. Its prefix cache makes up for reading the prompt again.
   */
  SGLANG(true, true, false),

  /** {@code transformers serve}: text in and out, one completion a request. */
  TRANSFORMERS(false, true, false),

  /** OpenAI's own fields and no others: text in and out, no top-k. */
  OPENAI(false, false, true);

  private final boolean tokenIds;
  private final boolean topK;
  private final boolean several;

  Dialect(boolean tokenIds, boolean topK, boolean several) {
    this.tokenIds = tokenIds;
    this.topK = topK;
    this.several = several;
  }

  /** Whether prompts are sent, and completions come back, as token ids; as text otherwise. */
  public boolean tokenIds() {
    return tokenIds;
  }

  /** Whether the server can draw from the k likeliest tokens only. */
  public boolean topK() {
    return topK;
  }

  /**
   * Completions of one prompt that one request may ask for. One where the likeliest tokens are
   * taken: vLLM refuses to make several of those.
   */
  public int samplesPerRequest(int groupSize, double temperature) {
    return several && temperature > 0 ? groupSize : 1;
  }
}
