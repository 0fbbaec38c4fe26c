package dev.vireo.benchmarks.jobs;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.update.UpdateSettings;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Split;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What one iteration has to do, however it is done.
 *
 * @param prompts random lines of text, a token a byte
 * @param rollouts how completions are sampled
 * @param update how they are learnt from
 */
record IterationWork(List<Prompt> prompts, RolloutSettings rollouts, UpdateSettings update) {
  private static final int GROUP_SIZE = 8;
  private static final int CHUNK_GROUPS = 16;

  /** A random policy ends about one completion of at most 36 tokens in eight early. */
  private static final double MEAN_LENGTH = 33;

  /** About so many completion tokens, and at least 16 prompts: whole chunks only. */
  static IterationWork of(int tokens) {
    int chunks = Math.max(1, (int) Math.round(tokens / (MEAN_LENGTH * GROUP_SIZE * CHUNK_GROUPS)));
    return new IterationWork(
        prompts(chunks * CHUNK_GROUPS, 16), sampling(36), UpdateSettings.defaults());
  }

  /** The demo's iteration: a few short sums. */
  static IterationWork demo() {
    UpdateSettings usual = UpdateSettings.defaults();
    UpdateSettings update =
        new UpdateSettings(0, 1, 2, 128, false, 0, usual.objective(), usual.optimizer());
    return new IterationWork(prompts(32, 6), sampling(5), update);
  }

  private static RolloutSettings sampling(int maxNewTokens) {
    return RolloutSettings.local(GROUP_SIZE, 1, 1, 0, maxNewTokens, CHUNK_GROUPS);
  }

  private static List<Prompt> prompts(int count, int length) {
    Random random = new Random(1);
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = text(random, length);
      List<Integer> tokenIds = new ArrayList<>();
      for (byte value : text.getBytes(StandardCharsets.US_ASCII)) {
        tokenIds.add((int) value);
      }
      prompts.add(new Prompt("prompt-" + i, Split.train, text, tokenIds, null, Map.of()));
    }
    return prompts;
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /**
   * Differs from completion to completion even under a random policy, so every group has signal.
   */
  List<RewardSettings> rewards() {
    return List.of(
        RewardSettings.of("length", Map.of("target", 20, "slope", 0.02, "unit", "characters")));
  }

  AdvantageStageSettings advantages() {
    return new AdvantageStageSettings(
        Algorithm.GRPOVI, AdjustmentSettings.defaults(), AdvantageSettings.defaults());
  }
}
