package dev.vireo.jobs.study;

import dev.vireo.jobs.rewards.functions.AnswerText;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * How the completions of a prompt vote on its answer.
 *
 * @param answer what of a completion is its answer: its text, or the number it ends up with; of a
 *     conversation what its last message says
 * @param weights how the proxy reward becomes the weight of a vote, in the weighted vote
 * @param orders random orders of a group that the weighted vote is the mean of
 */
public record VoteSettings(AnswerText answer, VoteWeight weights, int orders)
    implements Serializable {

  public VoteSettings {
    Require.given("answer", answer, "text or number");
    Require.given("weights", weights, "logistic or linear");
    Require.atLeast("orders", orders, 1);
  }

  /** Numbers, weighted by the logistic function of the proxy reward. */
  public static VoteSettings defaults() {
    return new VoteSettings(AnswerText.NUMBER, VoteWeight.LOGISTIC, 100);
  }
}
