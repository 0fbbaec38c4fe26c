package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.preferences.GroupPairs.Reason;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepReward;
import dev.vireo.store.parquet.TokenLists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Pairs of steps (Step-DPO, arXiv 2406.18629): of the completions of a group that begin with the
 * same steps, the best next step against the worst one. A pair's prompt is the prompt and the steps
 * that both begin with, so that the loss sees the one step alone. Completions may part more than
 * once: each place where they do makes a pair.
 */
final class StepPairs {

  private final Rollout group;
  private final RolloutPairSettings settings;
  private final Function<int[], String> texts;

  /**
   * A step of a completion.
   *
   * @param sample place of the completion in its group
   * @param number how many steps come before it
   * @param from its first token
   * @param to the token after its last
   * @param reward of the step
   */
  private record Step(int sample, int number, int from, int to, double reward) {}

  private StepPairs(Rollout group, RolloutPairSettings settings, Function<int[], String> texts) {
    this.group = group;
    this.settings = settings;
    this.texts = texts;
  }

  /**
   * Pairs the steps of a group's completions.
   *
   * @param rewards those of the same completions
   * @param texts of tokens
   */
  static GroupPairs of(
      Rollout group, Rewards rewards, RolloutPairSettings settings, Function<int[], String> texts) {
    return new StepPairs(group, settings, texts).pairs(rewards);
  }

  private GroupPairs pairs(Rewards rewards) {
    List<PreferencePair> pairs = new ArrayList<>();
    Reason reason = Reason.NO_REWARDS;
    for (List<Step> next : parted(rewards).values()) {
      Step best = null;
      Step worst = null;
      for (Step step : next) {
        best = best == null || step.reward() > best.reward() ? step : best;
        worst = worst == null || step.reward() < worst.reward() ? step : worst;
      }
      Reason here = reason(next.size(), best, worst);
      if (here == null) {
        pairs.add(pair(best, worst));
      } else if (here.compareTo(reason) > 0) {
        reason = here;
      }
    }
    return new GroupPairs(pairs, pairs.isEmpty() ? reason : null);
  }

  /** Why two steps are no pair; null if they are. */
  private Reason reason(int steps, Step best, Step worst) {
    double margin = best.reward() - worst.reward();
    if (steps < 2 || margin == 0) {
      return steps < 2 ? Reason.NO_REWARDS : Reason.EQUAL_REWARDS;
    }
    if (margin < settings.minMargin()) {
      return Reason.MARGIN;
    }
    return tokens(best).equals(tokens(worst)) ? Reason.SAME_TOKENS : null;
  }

  private List<Integer> tokens(Step step) {
    return group.getCompletions().get(step.sample()).getTokenIds().subList(step.from(), step.to());
  }

  /** The rewarded steps by the tokens before them, in order of sampling. */
  private Map<List<Integer>, List<Step>> parted(Rewards rewards) {
    Map<List<Integer>, List<Step>> parted = new LinkedHashMap<>();
    for (int sample = 0; sample < group.getCompletions().size(); sample++) {
      List<Integer> ids = group.getCompletions().get(sample).getTokenIds();
      List<StepReward> steps = rewards.getCompletions().get(sample).getSteps();
      int from = 0;
      for (int number = 0; steps != null && number < steps.size(); number++) {
        int to = steps.get(number).getEndToken() + 1;
        double reward = steps.get(number).getReward();
        if (!Double.isNaN(reward)) {
          parted
              .computeIfAbsent(List.copyOf(ids.subList(0, from)), tokens -> new ArrayList<>())
              .add(new Step(sample, number, from, to, reward));
        }
        from = to;
      }
    }
    return parted;
  }

  private PreferencePair pair(Step best, Step worst) {
    Completion good = group.getCompletions().get(best.sample());
    Completion other = group.getCompletions().get(worst.sample());
    List<Integer> prompt = new ArrayList<>(group.getPromptTokenIds());
    List<Integer> before = good.getTokenIds().subList(0, best.from());
    prompt.addAll(before);
    List<Integer> chosen = tokens(best);
    List<Integer> rejected = tokens(worst);
    return PreferencePair.newBuilder()
        .setPairId(
            "%d/%s/%d-%d/%d"
                .formatted(
                    group.getIteration(),
                    group.getPromptId(),
                    good.getSampleIndex(),
                    other.getSampleIndex(),
                    best.number()))
        .setPrompt(group.getPrompt() + text(before))
        .setChosen(text(chosen))
        .setRejected(text(rejected))
        .setPromptTokenIds(prompt)
        .setChosenTokenIds(new ArrayList<>(chosen))
        .setRejectedTokenIds(new ArrayList<>(rejected))
        .setMargin(best.reward() - worst.reward())
        .setChosenSampleIndex(good.getSampleIndex())
        .setRejectedSampleIndex(other.getSampleIndex())
        .build();
  }

  private String text(List<Integer> ids) {
    return texts.apply(TokenLists.ints(ids));
  }
}
