package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.reward.RewardLossType;
import dev.vireo.jobs.data.preferences.Pairing;
import dev.vireo.jobs.data.preferences.RolloutPairSettings;
import dev.vireo.jobs.evaluation.RewardEvaluationSettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.model.SequenceClassifier;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.training.RewardTrainingSettings;
import dev.vireo.models.adapter.LoraSettings;
import java.util.List;

/**
 * The outer loop of iterative GRPO (DeepSeekMath, arXiv 2402.03300, Algorithm 1): every so many
 * iterations the policy's own rollouts become preference pairs, the reward model is trained further
 * on them with some pairs of before, and the policy becomes the reference. What comes before the
 * next iteration is done when that begins.
 *
 * @param every iterations between; 0 never does it
 * @param reward name of the reward, of type sequence-classifier, whose model is trained further;
 *     null for the only one
 * @param labels name of the reward that says which of two completions is better: a rule, a judge,
 *     or values published from outside; its weight may be 0
 * @param pairing which completions of a group make a pair
 * @param minMargin the least amount by which the label of the better completion must exceed the
 *     other's
 * @param replay share of pairs of before among those that are trained on: of earlier rounds, and of
 *     the run that trained the model where the reward names it
 * @param retrain whether the reward model is trained further; false only judges it, on the same
 *     held-out pairs
 * @param refreshReference whether the policy becomes the reference
 * @param adapter the low-rank adapter that alone is trained, with the head, beside the reward
 *     model; it goes on from round to round; where the reward model is an adapter it has to be
 *     given, with that shape; null trains all of the model
 * @param training how the reward model is trained
 * @param evaluation how it is judged before and after, on pairs of held-out prompts
 */
public record IterativeSettings(
    int every,
    String reward,
    String labels,
    Pairing pairing,
    double minMargin,
    double replay,
    boolean retrain,
    boolean refreshReference,
    LoraSettings adapter,
    RewardTrainingSettings training,
    RewardEvaluationSettings evaluation) {

  public IterativeSettings {
    Require.atLeast("every", every, 0);
    Require.notNegative("min-margin", minMargin);
    if (pairing == Pairing.STEP) {
      throw new InputException(
          "pairing is step, but a reward model reads whole completions: set it to best-worst, every or first");
    }
    if (!(replay >= 0 && replay < 1)) {
      throw new InputException("replay is %s; it must be at least 0 and below 1".formatted(replay));
    }
  }

  /** Never. */
  public static IterativeSettings defaults() {
    return new IterativeSettings(
        0,
        null,
        null,
        Pairing.BEST_WORST,
        0,
        0.1,
        true,
        true,
        null,
        RewardTrainingSettings.defaults(),
        RewardEvaluationSettings.defaults().withoutMllib());
  }

  /** Whether anything is done at all. */
  boolean isAsked() {
    return every > 0;
  }

  /** The last iteration before this one that ended a round; 0 before the first round's end. */
  int roundBefore(int iteration) {
    return isAsked() ? (iteration - 1) / every * every : 0;
  }

  /** Whether an iteration is the last of a round. */
  boolean endsRound(int iteration) {
    return isAsked() && iteration > 0 && iteration % every == 0;
  }

  /** The iterations of the round that ends with one, and how they make pairs. */
  RolloutPairSettings pairs(int last) {
    return new RolloutPairSettings(null, last - every + 1, last, pairing, labels, minMargin);
  }

  /**
   * The reward whose model is trained further.
   *
   * @throws InputException if it is not one of the rewards, or is not clear
   */
  RewardSettings retrained(List<RewardSettings> rewards) {
    List<RewardSettings> models =
        rewards.stream()
            .filter(each -> each.type().equals(SequenceClassifier.TYPE))
            .filter(each -> reward == null || each.name().equals(reward))
            .toList();
    if (models.size() != 1) {
      throw new InputException(
          reward == null
              ? "iterative trains the model of one reward of type %s; there are %d: name one in iterative.reward"
                  .formatted(SequenceClassifier.TYPE, models.size())
              : "iterative.reward is '%s'; no reward of type %s has this name"
                  .formatted(reward, SequenceClassifier.TYPE));
    }
    return models.get(0);
  }

  /**
   * Checks the rewards' names, and that pairs are held out.
   *
   * @throws InputException saying what is missing
   */
  void check(List<RewardSettings> rewards) {
    if (!isAsked()) {
      return;
    }
    RewardSettings model = retrained(rewards);
    List<String> others =
        rewards.stream()
            .map(RewardSettings::name)
            .filter(name -> !name.equals(model.name()))
            .toList();
    if (labels == null || !others.contains(labels)) {
      throw new InputException(
          "iterative.labels is %s; name the reward that says which of two completions is better, one of %s"
              .formatted(labels == null ? "not given" : "'" + labels + "'", others));
    }
    RewardLossType loss = training.loss().loss();
    if (loss.isUnpaired() || loss.comparesTwo()) {
      throw new InputException(
          "iterative.training.loss.loss is %s, but a reward model learns from pairs here: give bradley-terry, log-exp or token-wise"
              .formatted(loss.key()));
    }
    if (evaluation.heldOut() == 0) {
      throw new InputException(
          "iterative.evaluation.held-out is 0, but the reward model is judged on held-out pairs"
              + " before and after: raise it");
    }
  }
}
