package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.data.preferences.GroupPairs.Reason;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which completions of a group make a pair, and why none do. */
class GroupPairsTest {
  private static final double NONE = Double.NaN;

  @Test
  void theFirstOfTheBestIsSetAgainstTheFirstOfTheWorst() {
    GroupPairs made = of(Pairing.BEST_WORST, 0, 0.5, NONE, 1, 0, 1, 0);
    assertThat(made.reason()).isNull();
    PreferencePair pair = made.pairs().get(0);
    assertThat(made.pairs()).hasSize(1);
    assertThat(pair.getPairId()).isEqualTo("3/p/2-3");
    assertThat(pair.getPromptTokenIds()).containsExactly(7, 8);
    assertThat(pair.getChosenTokenIds()).containsExactly(2, 99);
    assertThat(pair.getRejectedTokenIds()).containsExactly(3, 99);
    assertThat(pair.getChosen()).isEqualTo("text 2");
    assertThat(pair.getMargin()).isEqualTo(1);
  }

  @Test
  void everyPairOfTheMarginIsMadeInOrderOfSampling() {
    assertThat(of(Pairing.EVERY, 0.5, 0.5, 1, 0, NONE).pairs())
        .extracting(PreferencePair::getPairId)
        .containsExactly("3/p/0-2", "3/p/1-0", "3/p/1-2");
    assertThat(of(Pairing.EVERY, 0.75, 0.5, 1, 0).pairs())
        .extracting(PreferencePair::getPairId)
        .containsExactly("3/p/1-2");
    assertThat(of(Pairing.FIRST, 0.5, 0.5, 1, 0).pairs())
        .extracting(PreferencePair::getPairId)
        .containsExactly("3/p/0-2");
  }

  @Test
  void groupsWithoutAPairSayWhy() {
    assertThat(of(Pairing.BEST_WORST, 0, NONE, 1, NONE).reason()).isEqualTo(Reason.NO_REWARDS);
    assertThat(of(Pairing.EVERY, 0, 1, 1, NONE).reason()).isEqualTo(Reason.EQUAL_REWARDS);
    assertThat(of(Pairing.BEST_WORST, 0.5, 1, 0.75).reason()).isEqualTo(Reason.MARGIN);
    assertThat(of(Pairing.FIRST, 0.5, 1, 0.75).pairs()).isEmpty();
  }

  @Test
  void theSameTokensAreNoPair() {
    Rollout group = group(3);
    group.getCompletions().get(2).setTokenIds(group.getCompletions().get(0).getTokenIds());
    GroupPairs made =
        GroupPairs.of(group, rewards(1, 0.5, 0), settings(Pairing.BEST_WORST, null, 0));
    assertThat(made.reason()).isEqualTo(Reason.SAME_TOKENS);
    assertThat(GroupPairs.of(group, rewards(1, 0.5, 0), settings(Pairing.EVERY, null, 0)).pairs())
        .extracting(PreferencePair::getPairId)
        .containsExactly("3/p/0-1", "3/p/1-2");
  }

  @Test
  void oneFunctionsValuesMayCountAlone() {
    GroupPairs made =
        GroupPairs.of(group(2), rewards(1, 0), settings(Pairing.BEST_WORST, "negated", 0));
    assertThat(made.pairs().get(0).getPairId()).isEqualTo("3/p/1-0");
    assertThat(
            GroupPairs.of(group(2), rewards(1, 0), settings(Pairing.BEST_WORST, "other", 0))
                .reason())
        .isEqualTo(Reason.NO_REWARDS);
  }

  private static GroupPairs of(Pairing pairing, double margin, double... rewards) {
    return GroupPairs.of(group(rewards.length), rewards(rewards), settings(pairing, null, margin));
  }

  private static RolloutPairSettings settings(Pairing pairing, String reward, double margin) {
    return new RolloutPairSettings(null, 1, 0, pairing, reward, margin);
  }

  private static Rollout group(int size) {
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      completions.add(
          new Completion(i, List.of(i, 99), List.of(), "text " + i, FinishReason.stop, null));
    }
    return new Rollout(3, "p", 0, "prompt", null, Map.of(), List.of(7, 8), completions);
  }

  private static Rewards rewards(double... values) {
    List<CompletionReward> completions = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      completions.add(
          CompletionReward.newBuilder()
              .setSampleIndex(i)
              .setReward(values[i])
              .setValues(Map.of("negated", -values[i]))
              .build());
    }
    return new Rewards(3, "p", completions);
  }
}
