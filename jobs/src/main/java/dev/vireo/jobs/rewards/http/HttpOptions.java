package dev.vireo.jobs.rewards.http;

import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.runtime.settings.ServerUrl;
import java.io.Serializable;

/**
 * Options of a reward of type {@code http}.
 *
 * @param url the address that requests are posted to; required
 * @param apiKey sent as a bearer token, best as <code>${env:NAME}</code>
 * @param messagesColumn an attribute column with the messages that the completion answers: prompts
 *     and completions are then lists of messages
 * @param version any text; change it when the server gives other values than before
 * @param rowsPerRequest completions in one request, as whole groups; a larger group goes alone
 * @param concurrency concurrent requests of one task; a stage's tasks run in parallel
 * @param timeoutSeconds how long one answer may take, in seconds
 * @param retries further attempts at a request that failed for a reason that may pass
 */
public record HttpOptions(
    String url,
    String apiKey,
    String messagesColumn,
    String version,
    int rowsPerRequest,
    int concurrency,
    int timeoutSeconds,
    int retries)
    implements Serializable {

  /** Checks the address and the numbers. */
  public HttpOptions {
    if (url != null) {
      ServerUrl.check(url, "api-key");
    }
    RewardOptions.atLeast("rows-per-request", rowsPerRequest, 1);
    RewardOptions.atLeast("concurrency", concurrency, 1);
    RewardOptions.atLeast("timeout-seconds", timeoutSeconds, 1);
    RewardOptions.atLeast("retries", retries, 0);
  }

  /** The same, without the key, so that it may be seen. */
  HttpOptions withoutKey() {
    return new HttpOptions(
        url, null, messagesColumn, version, rowsPerRequest, concurrency, timeoutSeconds, retries);
  }

  /** The defaults. */
  public static HttpOptions defaults() {
    return new HttpOptions(null, null, null, null, 256, 4, 600, 5);
  }
}
