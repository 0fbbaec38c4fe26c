package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.preference.ComparedCompletion;
import dev.vireo.algorithms.loss.preference.PreferenceProbability;
import dev.vireo.jobs.data.preferences.RolloutPairSettings;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The first completion of each group, which is the policy's, a row each; the second is what it was
 * compared with. A row without both rewards is not an example. The datasets share their chunks and
 * the rows within.
 *
 * @param dataset the rollouts
 * @param rewards of both completions
 * @param logprobs under the reference policy, at temperature 1
 * @param reward the reward whose values count; null for the weighted sum of all
 * @param probability of a preference by two rewards
 */
record ComparedCompletions(
    DatasetHandle<Rollout> dataset,
    DatasetHandle<Rewards> rewards,
    DatasetHandle<Logprobs> logprobs,
    String reward,
    PreferenceProbability probability)
    implements TrainingExamples<ComparedCompletion> {

  @Override
  public List<Bundle> index(int chunk) {
    List<Rollout> groups =
        dataset.read(chunk, "prompt_token_ids", "completions.token_ids", PolicyTokens.MASK);
    List<Rewards> beside = rewards.read(chunk);
    List<Bundle> bundles = new ArrayList<>(groups.size());
    for (int row = 0; row < groups.size(); row++) {
      Rollout group = groups.get(row);
      int prompt = group.getPromptTokenIds().size();
      Completion own = group.getCompletions().get(0);
      int written = PolicyTokens.count(own);
      int longest = prompt + own.getTokenIds().size();
      bundles.add(
          Double.isNaN(preference(beside.get(row)))
              ? new Bundle(chunk, row, 0, 0, 0, 0, 0, longest, false)
              : new Bundle(chunk, row, 1, 1, written, written, written, longest, true));
    }
    return bundles;
  }

  @Override
  public IntFunction<List<Example<ComparedCompletion>>> open(int chunk) {
    List<Rollout> groups =
        dataset.read(
            chunk, "prompt_id", "prompt_token_ids", "completions.token_ids", PolicyTokens.MASK);
    List<Rewards> beside = rewards.read(chunk);
    List<Logprobs> scored = logprobs.read(chunk);
    return row -> example(groups.get(row), beside.get(row), scored.get(row));
  }

  /** An iteration's rows are read once or a few times. */
  @Override
  public Optional<String> keptAs() {
    return Optional.empty();
  }

  private List<Example<ComparedCompletion>> example(
      Rollout group, Rewards beside, Logprobs scored) {
    PreferencePairs.requireSame(group.getPromptId(), scored.getPromptId());
    double preference = preference(beside);
    if (Double.isNaN(preference)) {
      return List.of();
    }
    Completion own = group.getCompletions().get(0);
    return List.of(
        Example.of(
            new ComparedCompletion(
                TokenLists.doubles(scored.getCompletions().get(0).getReferenceLogprobs()),
                preference),
            new TokenSequence(
                TokenLists.ints(group.getPromptTokenIds()),
                TokenLists.ints(own.getTokenIds()),
                PolicyTokens.places(own))));
  }

  private double preference(Rewards group) {
    List<CompletionReward> both = group.getCompletions();
    return probability.of(
        RolloutPairSettings.value(both.get(0), reward),
        RolloutPairSettings.value(both.get(1), reward));
  }
}
