package dev.vireo.store.audit;

import java.util.List;

/**
 * One reward, examined by all features.
 *
 * @param name {@code reward} for the total, {@code rewards/NAME} for a reward function
 * @param completions number of completions that got a value
 * @param mean mean of the values
 * @param groupStd standard deviation of the values within groups
 * @param lengths the values by completion length
 * @param features the effects, in the order of the features
 */
public record AuditedReward(
    String name,
    long completions,
    double mean,
    double groupStd,
    List<LengthBin> lengths,
    List<FeatureEffect> features) {

  public AuditedReward {
    lengths = List.copyOf(lengths);
    features = List.copyOf(features);
  }

  /** A copy with other effects. */
  public AuditedReward with(List<FeatureEffect> effects) {
    return new AuditedReward(name, completions, mean, groupStd, lengths, effects);
  }

  /**
   * Completions of similar length. All bins hold about the same number of them.
   *
   * @param from least length, in tokens
   * @param to greatest length, in tokens
   * @param completions number of completions with a reward
   * @param mean mean of their rewards
   * @param aboveGroup mean of their rewards minus their groups' means
   */
  public record LengthBin(int from, int to, long completions, double mean, double aboveGroup) {}
}
