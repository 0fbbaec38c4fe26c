package dev.vireo.jobs.study;

import dev.vireo.schemas.AcceptedCompletion;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which completions of a prompt become demonstrations: those that ended by themselves, the best
 * first; of equal rewards the first sampled, of equal texts only one.
 *
 * @param by the reward that chooses
 * @param settings how many, and how good
 */
record Acceptance(RewardNamed by, AcceptSettings settings) implements Serializable {

  /** Those of a group. */
  List<AcceptedCompletion> of(Rollout rollout, Rewards scores) {
    double[] rewards = by.of(scores);
    List<Completion> completions = rollout.getCompletions();
    int[] best =
        IntStream.range(0, rewards.length)
            .filter(i -> completions.get(i).getFinishReason() == FinishReason.stop)
            .filter(i -> isEnough(rewards[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -rewards[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<AcceptedCompletion> kept = new ArrayList<>();
    Set<String> texts = new HashSet<>();
    for (int i : best) {
      Completion completion = completions.get(i);
      if (kept.size() < settings.perPrompt() && texts.add(completion.getText())) {
        kept.add(accepted(rollout, completion, kept.size() + 1, rewards[i]));
      }
    }
    return kept;
  }

  /**
   * Why none was accepted, and what to do.
   *
   * @param completions how many there were
   * @param ended how many of them ended by themselves
   */
  String whyNone(long completions, long ended) {
    String ends =
        "No completion was accepted: %d of %d ended by themselves".formatted(ended, completions);
    if (ended == 0) {
      return ends + "; raise rollouts.max-new-tokens, so that more do";
    }
    return settings.atLeast() == null
        ? "%s, and 0 of these have the reward '%s'; choose another with study.accept.by"
            .formatted(ends, by.title())
        : "%s, and 0 of these have %s of at least %s; lower study.accept.at-least, or raise rollouts.max-new-tokens, so that more do"
            .formatted(
                ends,
                by.name() == null ? "a reward" : "the reward '" + by.name() + "'",
                settings.atLeast());
  }

  private boolean isEnough(double reward) {
    return settings.atLeast() == null ? !Double.isNaN(reward) : reward >= settings.atLeast();
  }

  private static AcceptedCompletion accepted(
      Rollout rollout, Completion completion, int rank, double reward) {
    return AcceptedCompletion.newBuilder()
        .setCompletionId(rollout.getPromptId() + "/" + completion.getSampleIndex())
        .setPromptId(rollout.getPromptId())
        .setPrompt(rollout.getPrompt())
        .setCompletion(completion.getText())
        .setRank(rank)
        .setReward(reward)
        .setTokens(completion.getTokenIds().size())
        .build();
  }
}
