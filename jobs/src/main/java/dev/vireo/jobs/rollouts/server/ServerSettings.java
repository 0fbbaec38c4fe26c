package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.runtime.http.ServerAccess;
import dev.vireo.jobs.runtime.http.ServerReach;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.jobs.runtime.settings.ServerUrl;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.net.URI;

/**
 * A server that completes prompts.
 *
 * @param url its address, such as {@code http://gpu-1:8000}; a {@code /v1} at the end is allowed
 * @param model the policy's name on the server
 * @param apiKey sent as a bearer token; null for none
 * @param dialect which fields it takes and returns beyond OpenAI's
 * @param logprobs where log-probabilities come from
 * @param concurrency concurrent requests of one task; a stage's tasks run in parallel
 * @param timeoutSeconds how long one answer may take, in seconds
 * @param retries further attempts at a request that failed for a reason that may pass
 * @param weights how it comes to serve each iteration's policy
 */
public record ServerSettings(
    @DecidesNothing String url,
    String model,
    @DecidesNothing Secret apiKey,
    Dialect dialect,
    LogprobSource logprobs,
    @DecidesNothing int concurrency,
    @DecidesNothing int timeoutSeconds,
    @DecidesNothing int retries,
    @DecidesNothing WeightSettings weights)
    implements Serializable {

  public ServerSettings {
    Require.atLeast("concurrency", concurrency, 1);
    Require.atLeast("timeout-seconds", timeoutSeconds, 1);
    Require.atLeast("retries", retries, 0);
    if (dialect == null || logprobs == null || weights == null) {
      throw new InputException("dialect, logprobs and weights must not be null");
    }
    if (url != null) {
      ServerUrl.check(url, "api-key");
    }
    if (logprobs == LogprobSource.SERVER && !dialect.tokenIds()) {
      throw new InputException(
          "logprobs is server; that needs dialect vllm or sglang, which name the tokens they"
              + " belong to");
    }
  }

  /** No server; a vLLM with room for many requests if there is one. */
  public static ServerSettings defaults() {
    return new ServerSettings(
        null,
        null,
        null,
        Dialect.VLLM,
        LogprobSource.RESCORE,
        16,
        600,
        5,
        WeightSettings.defaults());
  }

  /**
   * That a server can be asked for such completions with these settings.
   *
   * @throws InputException naming what is missing or cannot be
   */
  public void check(SamplingSettings sampling) {
    if (url == null || model == null || model.isBlank()) {
      throw new InputException("engine is openai; it needs server.url and server.model");
    }
    if (weights.mode() == null) {
      throw new InputException(
          "server.weights.mode is not set; say how the server gets each iteration's weights:"
              + " reload, path, or none if it already has them");
    }
    if (sampling.topK() > 0 && !dialect.topK()) {
      throw new InputException(
          "top-k is "
              + sampling.topK()
              + "; server.dialect openai cannot ask for it: set it to 0, or name the server's own"
              + " dialect");
    }
    boolean cut = sampling.topK() > 0 || sampling.topP() < 1;
    if (cut && logprobs == LogprobSource.SERVER) {
      throw new InputException(
          "server.logprobs is server; with top-p or top-k the server's are those of the truncated"
              + " distribution: use rescore");
    }
  }

  /** How it is asked, and how users are told of it. */
  ServerAccess access() {
    return new ServerAccess(
        "rollout server",
        "rollouts.server.",
        "rollouts.server.url or rollouts.server.model",
        "set rollouts.server.dialect to the server's own, and look at its log",
        apiKey,
        retries);
  }

  /**
   * Checks that it takes connections; nothing is requested from it.
   *
   * @throws InputException if it does not
   */
  public void checkReach() {
    ServerReach.check("rollouts.server.url", address("/"));
  }

  /** An address on the server: the path below its root, which has no {@code /v1}. */
  URI address(String path) {
    String root = url.replaceAll("/+$", "");
    root = root.endsWith("/v1") ? root.substring(0, root.length() - 3) : root;
    return URI.create(root.replaceAll("/+$", "") + path);
  }
}
