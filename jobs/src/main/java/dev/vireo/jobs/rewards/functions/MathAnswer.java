package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.functions.answers.MathJudge;
import java.util.Optional;

/**
 * 1 if the completion's answer is the reference answer as mathematics, 0 if it is another or none
 * can be read, none if the reference answer cannot be read. {@link MathJudge} says what is read:
 * LaTeX or plain arithmetic, in a box, after "answer is", in the last formula or last in the text.
 * A long answer may take a second, too long for the driver, so it is not among the light ones.
 */
public final class MathAnswer implements RewardFunctionProvider<MathAnswerOptions> {
  @Override
  public String type() {
    return "math";
  }

  @Override
  public boolean needsAnswers() {
    return true;
  }

  @Override
  public MathAnswerOptions defaults() {
    return MathAnswerOptions.defaults();
  }

  @Override
  public RewardFunction create(MathAnswerOptions options) {
    return input -> {
      Optional<MathJudge> judge = input.answer().flatMap(MathJudge::of);
      if (judge.isEmpty()) {
        return Double.NaN;
      }
      return (input.stopped() || !options.mustStop()) && judge.get().accepts(input.lastMessage())
          ? 1
          : 0;
    };
  }
}
