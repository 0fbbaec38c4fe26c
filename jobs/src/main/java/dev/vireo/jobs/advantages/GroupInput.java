package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.KlLevel;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the datasets of a run hold of one group.
 *
 * @param group its rewards, less a penalty that is a completion's
 * @param rollout its completions; empty unless their lengths or log-probabilities are asked for
 * @param divergence from the reference policy; empty where nothing is penalized
 */
record GroupInput(
    RewardedGroup group, Optional<Rollout> rollout, Optional<GroupDivergence> divergence) {

  private static final List<String> REWARDS =
      List.of("prompt_id", "completions.sample_index", "completions.reward");

  /**
   * The groups of a chunk.
   *
   * @param rollouts null unless the settings need them
   * @param logprobs under the reference policy; null unless the settings need them
   */
  static List<GroupInput> read(
      int chunk,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Logprobs> logprobs,
      AdvantageStageSettings settings) {
    List<Rewards> rows = rewards.read(chunk, columns(settings));
    Optional<List<Logprobs>> reference = Optional.ofNullable(logprobs).map(all -> all.read(chunk));
    Optional<List<Rollout>> completions =
        Optional.ofNullable(rollouts)
            .map(
                all ->
                    all.read(
                        chunk,
                        "prompt_id",
                        "completions.token_ids",
                        "completions.logprobs",
                        PolicyTokens.MASK));
    List<GroupInput> groups = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int row = i;
      groups.add(
          of(
              rows.get(i),
              completions.map(all -> all.get(row)),
              reference.map(all -> all.get(row)),
              settings));
    }
    return groups;
  }

  static GroupInput of(
      Rewards row,
      Optional<Rollout> rollout,
      Optional<Logprobs> reference,
      AdvantageStageSettings settings) {
    RewardedGroup group = RewardedGroup.of(row, settings.normalized(), reference);
    if (!settings.advantage().kl().penalizes()) {
      return new GroupInput(group, rollout, Optional.empty());
    }
    GroupDivergence divergence =
        GroupDivergence.of(
            rollout.orElseThrow(), reference.orElseThrow(), settings.advantage().kl().estimator());
    boolean ofCompletions = settings.advantage().klLevel() == KlLevel.COMPLETION;
    return new GroupInput(
        ofCompletions ? group.penalized(divergence, settings.advantage().kl().beta()) : group,
        rollout,
        Optional.of(divergence));
  }

  private static String[] columns(AdvantageStageSettings settings) {
    List<String> columns = new ArrayList<>(REWARDS);
    if (settings.rewardsSteps()) {
      columns.add("completions.steps");
    } else if (!settings.normalized().isEmpty()) {
      columns.add("completions.values");
    }
    return columns.toArray(String[]::new);
  }

  /** [G] tokens of each completion that the policy wrote. */
  int[] lengths() {
    return rollout.orElseThrow().getCompletions().stream().mapToInt(PolicyTokens::count).toArray();
  }

  /** [G][T_i] what a penalty for each token is paid for; zeros where there is none. */
  double[][] divergenceOfTokens(KlLevel level) {
    if (divergence.isPresent() && level == KlLevel.TOKEN) {
      return divergence.get().tokens();
    }
    int[] lengths = lengths();
    double[][] none = new double[lengths.length][];
    for (int i = 0; i < none.length; i++) {
      none[i] = new double[lengths[i]];
    }
    return none;
  }
}
