package dev.vireo.jobs.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Rewards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a signal is, and which groups are chosen. */
class ChoiceTest {
  private static final List<RewardSettings> REWARDS =
      List.of(
          new RewardSettings("right", "exact-match", 2.0, Map.of()),
          new RewardSettings("long", "overlong", 1.0, Map.of()),
          new RewardSettings("noted", "length", 0.0, Map.of()));

  @Test
  void aSignalIsMoreThanLengthAlone() {
    Signal signal = Signal.of(REWARDS, null);
    assertThat(signal.missing(group(new double[] {1, 0, 5}, new double[] {0, 0, 7}))).isEmpty();
    assertThat(signal.missing(group(new double[] {1, 0, 5}, new double[] {1, 0, 7})))
        .contains(Reason.EQUAL_REWARDS);
    assertThat(signal.missing(group(new double[] {1, 0, 5}, new double[] {1, -1, 5})))
        .contains(Reason.OVERLONG_ONLY);
    double none = Double.NaN;
    assertThat(signal.missing(group(new double[] {1, 0, 5}, new double[] {none, none, 5})))
        .contains(Reason.NO_REWARD);
    // A completion without a reward is no difference.
    assertThat(
            signal.missing(
                group(
                    new double[] {1, 0, 5}, new double[] {1, 0, 5}, new double[] {none, none, 5})))
        .contains(Reason.EQUAL_REWARDS);
  }

  @Test
  void aMetricCountsInPlaceOfTheSum() {
    Signal signal = Signal.of(REWARDS, "noted");
    assertThat(signal.missing(group(new double[] {1, 0, 5}, new double[] {1, 0, 7}))).isEmpty();
    assertThat(signal.missing(group(new double[] {1, 0, 5}, new double[] {0, -1, 5})))
        .contains(Reason.EQUAL_REWARDS);
    assertThatThrownBy(() -> Signal.of(REWARDS, "other"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("name one of [right, long, noted]");
    assertThatThrownBy(() -> Signal.of(REWARDS.subList(1, 3), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no other reward has a weight");
  }

  @Test
  void theFirstWithASignalAreChosenAndTheOrderStays() {
    List<Candidate> all =
        candidates(Reason.EQUAL_REWARDS, null, Reason.OVERLONG_ONLY, null, null, null);
    Choice choice = Choice.of(all, 3);
    assertThat(choice.chosen()).extracting(Candidate::promptId).containsExactly("1", "3", "4");
    assertThat(choice.reason(all.get(5))).isEqualTo("surplus");
    assertThat(choice.reason(all.get(2))).isEqualTo("overlong-only");
    assertThat(choice.reason(all.get(1))).isNull();
    assertThat(choice.withSignal()).isEqualTo(4);
  }

  @Test
  void groupsWithoutASignalFillUpThoseOfEqualRewardsFirst() {
    List<Candidate> all =
        candidates(Reason.OVERLONG_ONLY, Reason.NO_REWARD, null, Reason.EQUAL_REWARDS);
    assertThat(Choice.of(all, 2).chosen())
        .extracting(Candidate::promptId)
        .containsExactly("2", "3");
    assertThat(Choice.of(all, 3).chosen())
        .extracting(Candidate::promptId)
        .containsExactly("1", "2", "3");
    assertThat(Choice.of(all, 2).reason(all.get(3))).isEqualTo("equal-rewards");
  }

  private static List<Candidate> candidates(Reason... missing) {
    List<Candidate> all = new ArrayList<>();
    for (Reason reason : missing) {
      all.add(new Candidate(1, 0, all.size(), Integer.toString(all.size()), reason));
    }
    return all;
  }

  /** Values of right, long and noted of each completion. */
  private static Rewards group(double[]... values) {
    List<CompletionReward> completions = new ArrayList<>();
    for (double[] each : values) {
      Map<String, Double> named =
          new TreeMap<>(Map.of("right", each[0], "long", each[1], "noted", each[2]));
      completions.add(
          new CompletionReward(completions.size(), 2 * each[0] + each[1], named, null, null, null));
    }
    return new Rewards(1, "p", completions);
  }
}
