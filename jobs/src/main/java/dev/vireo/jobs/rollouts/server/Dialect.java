package dev.vireo.jobs.rollouts.server;

import java.util.Set;

/** Which fields a server's {@code /v1/completions} takes and gives beyond OpenAI's. */
public enum Dialect {
  /** Token ids in and out, n completions a request, each drawn from its own seed. */
  VLLM(Field.TOKEN_IDS, Field.TOP_K, Field.SEVERAL_SAMPLES),

  /**
   * Token ids in and out. One completion a request: where SGLang honours seeds at all (under {@code
   * --enable-deterministic-inference}), the n completions of one request share theirs, and so would
   * be n copies. Its prefix cache makes up for reading the prompt again.
   */
  SGLANG(Field.TOKEN_IDS, Field.TOP_K),

  /** {@code transformers serve}: text in and out, one completion a request. */
  TRANSFORMERS(Field.TOP_K),

  /** OpenAI's own fields and no others: text in and out, no top-k. */
  OPENAI(Field.SEVERAL_SAMPLES);

  private enum Field {
    TOKEN_IDS,
    TOP_K,
    SEVERAL_SAMPLES
  }

  private final Set<Field> fields;

  Dialect(Field... fields) {
    this.fields = Set.of(fields);
  }

  /** Whether prompts are sent, and completions come back, as token ids; as text otherwise. */
  public boolean tokenIds() {
    return fields.contains(Field.TOKEN_IDS);
  }

  /** Whether the server can draw from the k likeliest tokens only. */
  public boolean topK() {
    return fields.contains(Field.TOP_K);
  }

  /**
   * Completions of one prompt that one request may ask for. One where the likeliest tokens are
   * taken: vLLM refuses to make several of those.
   */
  public int samplesPerRequest(int groupSize, double temperature) {
    return fields.contains(Field.SEVERAL_SAMPLES) && temperature > 0 ? groupSize : 1;
  }
}
