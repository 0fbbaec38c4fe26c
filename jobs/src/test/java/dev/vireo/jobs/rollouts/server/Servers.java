package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.runtime.settings.Secret;
import java.util.List;

/** Settings and queries of the tests. */
final class Servers {

  static final String KEY = "sk-very-secret-1234";

  private Servers() {}

  static ServerSettings settings(String url, Dialect dialect) {
    return settings(url, dialect, LogprobSource.RESCORE, 2);
  }

  static ServerSettings settings(String url, Dialect dialect, LogprobSource logprobs, int retries) {
    return new ServerSettings(
        url,
        "policy",
        new Secret(KEY),
        dialect,
        logprobs,
        2,
        60,
        retries,
        new WeightSettings(WeightMode.NONE, null, null, null, null, 60));
  }

  static ServerSettings with(String url, WeightSettings weights) {
    ServerSettings base = settings(url, Dialect.VLLM);
    return new ServerSettings(
        base.url(),
        base.model(),
        base.apiKey(),
        base.dialect(),
        base.logprobs(),
        base.concurrency(),
        base.timeoutSeconds(),
        base.retries(),
        weights);
  }

  static CompletionQuery query(int samples) {
    return query("p1", samples, 7);
  }

  static CompletionQuery query(String promptId, int samples, long key) {
    return new CompletionQuery(
        promptId,
        "12+34=",
        new int[] {1, 2, 3},
        samples,
        4,
        new SamplingSettings(0.7, 0.9, 5),
        new int[] {9},
        List.of(),
        key);
  }

  /** A choice as vLLM gives it. */
  static String choice(int index, String ids) {
    return "{'index':%d,'text':'x','finish_reason':'stop','stop_reason':null,'token_ids':[%s],"
            .formatted(index, ids)
        + "'prompt_token_ids':[1,2,3],"
        + "'logprobs':{'tokens':[],'token_logprobs':[],'top_logprobs':[],'text_offset':[]}}";
  }

  static String answer(String... choices) {
    return "{'id':'cmpl-1','object':'text_completion','model':'policy','choices':["
        + String.join(",", choices)
        + "],'usage':{'prompt_tokens':3}}";
  }
}
