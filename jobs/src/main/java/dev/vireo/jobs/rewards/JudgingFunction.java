package dev.vireo.jobs.rewards;

import dev.vireo.schemas.Verdict;
import dev.vireo.store.run.RunDirectory;
import java.util.List;

/** A reward function that asks somebody, whose answers are worth keeping: a judge's. */
public interface JudgingFunction extends BatchRewardFunction {

  /**
   * The same function, which keeps each answer as soon as it is there, and asks nothing that has
   * been answered. Where its options name a folder for that, it stays with that one.
   *
   * @param folder for answers and nothing else; it need not be there yet
   */
  JudgingFunction keepingAnswersIn(RunDirectory folder);

  /**
   * The answers that are kept about completions; asks for none. Iteration and reward are for the
   * caller to fill in.
   *
   * @param inputs completions of a chunk, groups one after the other
   */
  List<Verdict> verdicts(List<RewardInput> inputs);
}
