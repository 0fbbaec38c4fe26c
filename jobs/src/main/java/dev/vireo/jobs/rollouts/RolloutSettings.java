package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.rollouts.server.ServerSettings;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.runtime.settings.StopSettings;
import dev.vireo.store.manifest.AbsentAtZero;
import java.io.Serializable;

/**
 * How completions are collected.
 *
 * @param groupSize completions per prompt (G; TRL's num_generations)
 * @param temperature divides the logits before the softmax; 0 takes the most probable token
 * @param topP smallest set of tokens whose probability reaches this is kept; 1 keeps all
 * @param topK most probable tokens kept; 0 keeps all
 * @param maxNewTokens longest completion, in tokens (TRL's max_completion_length)
 * @param chunkGroups groups in one chunk: the unit of work, commit and resume
 * @param stop what ends a completion besides the policy's own ends
 * @param engine who samples: local, or a server
 * @param server the server; read only if the engine is openai
 * @param lag by how many iterations the policy that samples is behind the one that is updated: 0,
 *     or 1 to sample the next iteration's completions while the policy is updated on this one's
 */
public record RolloutSettings(
    int groupSize,
    double temperature,
    double topP,
    int topK,
    int maxNewTokens,
    int chunkGroups,
    StopSettings stop,
    Engine engine,
    ServerSettings server,
    @AbsentAtZero int lag)
    implements Serializable {

  public RolloutSettings {
    Require.atLeast("group-size", groupSize, 1);
    Require.atLeast("max-new-tokens", maxNewTokens, 1);
    Require.atLeast("chunk-groups", chunkGroups, 1);
    if (lag != 0 && lag != 1) {
      throw new InputException("lag is %d; it must be 0 or 1".formatted(lag));
    }
    SamplingSettings sampling = new SamplingSettings(temperature, topP, topK);
    if (stop == null) {
      throw new InputException("stop is null; leave it out to use only the policy's own ends");
    }
    if (engine == null) {
      throw new InputException("engine is null; it must be local or openai");
    }
    if (engine == Engine.OPENAI) {
      if (server == null) {
        throw new InputException("engine is openai; it needs server.url and server.model");
      }
      server.check(sampling);
    } else {
      // Nobody reads it, so that it decides nothing.
      server = ServerSettings.defaults();
    }
  }

  /** The local engine. */
  public static RolloutSettings local(
      int groupSize, double temperature, double topP, int topK, int maxNewTokens, int chunkGroups) {
    return new RolloutSettings(
        groupSize,
        temperature,
        topP,
        topK,
        maxNewTokens,
        chunkGroups,
        StopSettings.none(),
        Engine.LOCAL,
        ServerSettings.defaults(),
        0);
  }

  /** The same with other ends. */
  public RolloutSettings withStop(StopSettings other) {
    return new RolloutSettings(
        groupSize, temperature, topP, topK, maxNewTokens, chunkGroups, other, engine, server, lag);
  }

  /** The same with another number of completions per prompt. */
  public RolloutSettings withGroupSize(int other) {
    return new RolloutSettings(
        other, temperature, topP, topK, maxNewTokens, chunkGroups, stop, engine, server, lag);
  }

  /** The same with another longest completion. */
  public RolloutSettings withMaxNewTokens(int tokens) {
    return new RolloutSettings(
        groupSize, temperature, topP, topK, tokens, chunkGroups, stop, engine, server, lag);
  }

  /**
   * The same, with a token that ends completions named among the settings. Of a model whose
   * tokenizer ends sequences with another token than its config.json says, rollouts were not always
   * sampled to that end: fingerprints must tell.
   */
  public RolloutSettings endingAlsoAt(int tokenId) {
    return withStop(stop.and(tokenId));
  }

  /** TRL's defaults, if it has them. */
  public static RolloutSettings defaults() {
    return local(8, 1.0, 1.0, 0, 512, 16);
  }

  /** The part that the token sampler reads. */
  public SamplingSettings sampling() {
    return new SamplingSettings(temperature, topP, topK);
  }
}
