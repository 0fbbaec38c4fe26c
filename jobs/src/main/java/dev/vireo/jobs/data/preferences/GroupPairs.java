package dev.vireo.jobs.data.preferences;

import dev.vireo.schemas.Completion;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The pairs of one group.
 *
 * @param pairs none where there is a reason
 * @param reason why there are none; null if there are
 */
record GroupPairs(List<PreferencePair> pairs, Reason reason) {

  /** Why a group has no pair. */
  enum Reason {
    /** Fewer than two completions have a reward. */
    NO_REWARDS("fewer than two rewards"),
    /** All rewards are the same. */
    EQUAL_REWARDS("equal rewards"),
    /** No two rewards are as far apart as asked. */
    MARGIN("too small a margin"),
    /** What would be a pair is the same tokens twice, or has a side of none. */
    SAME_TOKENS("the same tokens twice");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** For people. */
    String words() {
      return words;
    }

    /** The name of its total. */
    String total() {
      return "dropped/" + name().toLowerCase(Locale.ROOT);
    }
  }

  GroupPairs {
    pairs = List.copyOf(pairs);
  }

  /**
   * Pairs a group's completions.
   *
   * @param rewards those of the same completions
   */
  static GroupPairs of(Rollout group, Rewards rewards, RolloutPairSettings settings) {
    double[] values =
        rewards.getCompletions().stream()
            .mapToDouble(each -> RolloutPairSettings.value(each, settings.reward()))
            .toArray();
    int best = -1;
    int worst = -1;
    int rewarded = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        rewarded++;
        best = best < 0 || values[i] > values[best] ? i : best;
        worst = worst < 0 || values[i] < values[worst] ? i : worst;
      }
    }
    if (rewarded < 2) {
      return none(Reason.NO_REWARDS);
    }
    if (values[best] == values[worst]) {
      return none(Reason.EQUAL_REWARDS);
    }
    if (!isPair(values, best, worst, settings)) {
      return none(Reason.MARGIN);
    }
    List<PreferencePair> pairs = new ArrayList<>();
    if (settings.pairing() == Pairing.BEST_WORST) {
      add(pairs, group, values, best, worst);
    } else {
      long most = settings.pairing() == Pairing.FIRST ? 1 : Long.MAX_VALUE;
      for (int chosen = 0; chosen < values.length; chosen++) {
        for (int rejected = 0; rejected < values.length && pairs.size() < most; rejected++) {
          if (isPair(values, chosen, rejected, settings)) {
            add(pairs, group, values, chosen, rejected);
          }
        }
      }
    }
    return pairs.isEmpty() ? none(Reason.SAME_TOKENS) : new GroupPairs(pairs, null);
  }

  private static GroupPairs none(Reason reason) {
    return new GroupPairs(List.of(), reason);
  }

  /** Whether the policy wrote each token; null where it wrote all of them. */
  private static List<Boolean> mask(Completion completion) {
    return completion.getTurns() == null ? null : completion.getTurns().getPolicyMask();
  }

  private static boolean isPair(
      double[] values, int chosen, int rejected, RolloutPairSettings settings) {
    double margin = values[chosen] - values[rejected];
    return margin > 0 && margin >= settings.minMargin();
  }

  private static void add(
      List<PreferencePair> pairs, Rollout group, double[] values, int chosen, int rejected) {
    Completion good = group.getCompletions().get(chosen);
    Completion other = group.getCompletions().get(rejected);
    if (good.getTokenIds().isEmpty()
        || other.getTokenIds().isEmpty()
        || good.getTokenIds().equals(other.getTokenIds())) {
      return;
    }
    pairs.add(
        PreferencePair.newBuilder()
            .setPairId(
                "%d/%s/%d-%d"
                    .formatted(
                        group.getIteration(),
                        group.getPromptId(),
                        good.getSampleIndex(),
                        other.getSampleIndex()))
            .setPrompt(group.getPrompt())
            .setChosen(good.getText())
            .setRejected(other.getText())
            .setPromptTokenIds(group.getPromptTokenIds())
            .setChosenTokenIds(good.getTokenIds())
            .setRejectedTokenIds(other.getTokenIds())
            .setChosenMask(mask(good))
            .setRejectedMask(mask(other))
            .setMargin(values[chosen] - values[rejected])
            .setChosenSampleIndex(good.getSampleIndex())
            .setRejectedSampleIndex(other.getSampleIndex())
            .build());
  }
}
