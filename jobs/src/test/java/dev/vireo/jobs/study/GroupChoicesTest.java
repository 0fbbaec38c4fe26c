package dev.vireo.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.bestofn.BestOfNDivergence;
import dev.vireo.jobs.rewards.functions.AnswerText;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.schemas.BestOfNPoint;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Message;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Turns;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupChoicesTest {
  private static final double[] PROXY = {0.5, 2, -1, 1};
  private static final double[] GOLD = {1, 0, 0, 1};
  private static final RewardNamed SUM = new RewardNamed(null);
  private static final RewardNamed JUDGE = new RewardNamed("gold");

  private static BestOfNCurve curve(Rollout rollout, double[] proxy, VoteSettings vote) {
    return new GroupChoices(SUM, JUDGE, vote, 5).of(1, rollout, Groups.rewards(proxy, GOLD));
  }

  @Test
  void aPointForEachN() {
    BestOfNCurve curve = curve(Groups.rollout("a", "b", "c", "d"), PROXY, null);

    assertThat(curve.getPromptId()).isEqualTo("q");
    assertThat(curve.getCompletions()).isEqualTo(4);
    assertThat(curve.getTokens()).isEqualTo(2);
    assertThat(curve.getProxyMeanSquare()).isCloseTo((0.25 + 4 + 1 + 1) / 4, within(1e-12));
    assertThat(curve.getGoldMeanSquare()).isEqualTo(0.5);
    double[] gold = BestOfN.curve(PROXY, GOLD);
    assertThat(curve.getPoints()).extracting(BestOfNPoint::getN).containsExactly(1, 2, 3, 4);
    for (BestOfNPoint point : curve.getPoints()) {
      assertThat(point.getGold()).isEqualTo(gold[point.getN() - 1]);
      assertThat(point.getKl())
          .isCloseTo(BestOfNDivergence.estimate(point.getN(), -1), within(1e-12));
      assertThat(point.getMajority()).isNaN();
    }
    assertThat(curve.getPoints().get(3).getProxy()).isEqualTo(2);
    assertThat(curve.getPoints().get(0).getWinRate()).isEqualTo(0.5);
    assertThat(curve.getPoints().get(3).getWinRate()).isNaN();
  }

  @Test
  void completionsVoteOnTheNumberTheyEndUpWith() {
    VoteSettings vote = new VoteSettings(AnswerText.NUMBER, VoteWeight.LOGISTIC, 50);
    // The first and the last say the same; the third says nothing.
    Rollout rollout = Groups.rollout("so it is 4", "5", "none", "#### 4.0");

    BestOfNPoint all = curve(rollout, PROXY, vote).getPoints().get(3);

    assertThat(all.getMajority()).isEqualTo(1);
    assertThat(all.getWeighted()).isEqualTo(1);
    double[] heavy = {-3, 9, 0, -3};
    assertThat(curve(rollout, heavy, vote).getPoints().get(3).getWeighted()).isZero();
    assertThat(curve(rollout, heavy, vote).getPoints().get(3).getMajority()).isEqualTo(1);
  }

  /** What an environment says is neither counted nor a vote; the policy's last message is. */
  @Test
  void conversationsVoteByTheirLastMessage() {
    VoteSettings vote = new VoteSettings(AnswerText.TEXT, VoteWeight.LOGISTIC, 10);
    Rollout rollout = Groups.rollout("calc 2+24", "4", "5", "calc 1+44");
    for (int i : new int[] {0, 3}) {
      Completion said = rollout.getCompletions().get(i);
      said.setTokenIds(List.of(1, 2, 2));
      said.setTurns(
          new Turns(
              List.of(true, false, true),
              List.of(
                  new Message("assistant", said.getText().substring(0, 8)),
                  new Message("user", "4"),
                  new Message("assistant", "4")),
              null));
    }

    BestOfNCurve curve = curve(rollout, PROXY, vote);

    assertThat(curve.getTokens()).isEqualTo(2);
    assertThat(curve.getPoints().get(3).getKl()).isNotNaN();
    // Three of four say 4, two of which are right.
    assertThat(curve.getPoints().get(3).getMajority()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void aGroupThatLacksARewardHasNoPoints() {
    BestOfNCurve curve =
        curve(Groups.rollout("a", "b", "c", "d"), new double[] {1, 2, Double.NaN, 3}, null);

    assertThat(curve.getPoints()).isEmpty();
    assertThat(curve.getProxyMeanSquare()).isNaN();
  }

  @Test
  void withoutLogProbabilitiesThereIsNoEstimate() {
    Rollout rollout = Groups.rollout("a", "b", "c", "d");
    rollout.getCompletions().get(2).setLogprobs(List.of());

    assertThat(curve(rollout, PROXY, null).getPoints())
        .allSatisfy(point -> assertThat(point.getKl()).isNaN())
        .allSatisfy(point -> assertThat(point.getGold()).isNotNaN());
  }
}
