package dev.vireo.jobs.rewards.judge;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.ServerUrl;
import java.io.Serializable;

/**
 * Options of a reward of type {@code judge}.
 *
 * @param url the server's address, such as {@code http://gpu-1:8000}; a {@code /v1} at the end is
 *     allowed; required
 * @param model the judge's name on the server; required
 * @param apiKey sent as a bearer token, best as <code>${env:NAME}</code>
 * @param mode grade, or compare the completions of a group: win-share, bradley-terry
 * @param rubric what makes a completion good; required
 * @param template the message to the judge, with <code>{rubric}</code>, <code>{prompt}</code>,
 *     <code>{answer}</code>, <code>{completion}</code> or <code>{first}</code> and <code>{second}
 *     </code>, <code>{lowest}</code>, <code>{highest}</code>; null is Vireo's own
 * @param lowest the worst grade, whose reward is 0
 * @param highest the best grade, whose reward is 1
 * @param samples answers to each question, whose mean counts
 * @param temperature the judge's
 * @param maxTokens longest answer
 * @param verdicts a folder, at the same place on every machine, where answers are kept so that
 *     nothing is asked twice; null for none
 * @param concurrency concurrent requests of one task; a stage's tasks run in parallel
 * @param timeoutSeconds how long one answer may take, in seconds
 * @param retries further attempts at a request that failed for a reason that may pass
 */
public record JudgeOptions(
    String url,
    String model,
    String apiKey,
    JudgeMode mode,
    String rubric,
    String template,
    double lowest,
    double highest,
    int samples,
    double temperature,
    int maxTokens,
    String verdicts,
    int concurrency,
    int timeoutSeconds,
    int retries)
    implements Serializable {

  /** Checks the address and the numbers. */
  public JudgeOptions {
    if (url != null) {
      ServerUrl.check(url, "api-key");
    }
    if (!(lowest < highest) || !Double.isFinite(highest - lowest)) {
      throw new InputException(
          "option 'lowest' is %s and 'highest' is %s; they must be two numbers, the lower one first"
              .formatted(lowest, highest));
    }
    RewardOptions.atLeast("samples", samples, 1);
    RewardOptions.atLeast("temperature", temperature, 0);
    RewardOptions.atLeast("max-tokens", maxTokens, 1);
    RewardOptions.atLeast("concurrency", concurrency, 1);
    RewardOptions.atLeast("timeout-seconds", timeoutSeconds, 1);
    RewardOptions.atLeast("retries", retries, 0);
    verdicts = HomePath.expand(verdicts);
  }

  /** The same, without the key, so that it may be seen. */
  JudgeOptions withoutKey() {
    return new JudgeOptions(
        url,
        model,
        null,
        mode,
        rubric,
        template,
        lowest,
        highest,
        samples,
        temperature,
        maxTokens,
        verdicts,
        concurrency,
        timeoutSeconds,
        retries);
  }

  /** The defaults. */
  public static JudgeOptions defaults() {
    return new JudgeOptions(
        null, null, null, JudgeMode.GRADE, null, null, 0, 10, 1, 0, 1024, null, 8, 600, 5);
  }
}
