package dev.vireo.jobs.study;

import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * What a search over steps has found.
 *
 * @param beams beginnings that were kept after each step
 * @param spent tokens that it took, for all prompts
 * @param rollouts what was kept in the end
 * @param rewards their rewards
 */
public record SearchedGroups(
    int beams, double spent, DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards) {

  /**
   * The rewards of the completion that is chosen for a prompt.
   *
   * @param proxy NaN if one of the kept completions lacks it
   * @param gold NaN likewise
   */
  record Chosen(double proxy, double gold) {

    boolean isComplete() {
      return !Double.isNaN(proxy) && !Double.isNaN(gold);
    }
  }

  /** Names all of it among the inputs of a stage. */
  Fingerprint in(Fingerprint fingerprint) {
    return fingerprint
        .input("search-rollouts-%06d".formatted(beams), rollouts.contentHash())
        .input("search-rewards-%06d".formatted(beams), rewards.contentHash());
  }

  /** Tokens of a prompt. */
  double tokens() {
    return spent / rollouts.rows();
  }

  /** What is chosen for each prompt, by its id: by the guide, uniformly of equal rewards. */
  Map<String, Chosen> chosen(RewardNamed guide, RewardNamed proxy, RewardNamed gold) {
    Map<String, Chosen> chosen = new HashMap<>();
    for (int chunk : rewards.chunks()) {
      for (Rewards group : rewards.read(chunk)) {
        double[] guides = guide.of(group);
        chosen.put(
            group.getPromptId(),
            new Chosen(best(guides, proxy.of(group)), best(guides, gold.of(group))));
      }
    }
    return chosen;
  }

  private static double best(double[] guides, double[] values) {
    return BestOfN.curve(guides, values)[guides.length - 1];
  }
}
