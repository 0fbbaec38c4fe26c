package dev.vireo.store.audit;

import java.util.List;

/**
 * One reward, by all features.
 *
 * @param name {@code reward} for the total, {@code rewards/NAME} for a reward function
 * @param completions those that got a value
 * @param mean of the values
 * @param groupStd standard deviation of the values within groups
 * @param lengths the values by length
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

  /** The same with other effects. */
  public AuditedReward with(List<FeatureEffect> effects) {
    return new AuditedReward(name, completions, mean, groupStd, lengths, effects);
  }

  /**
   * Completions of similar length. The bins have about equally many.
   *
   * @param from least length, in tokens
   * @param to greatest length
   * @param completions how many have a reward
   * @param mean of their rewards
   * @param aboveGroup mean of their rewards less their groups' means
   */
  public record LengthBin(int from, int to, long completions, double mean, double aboveGroup) {}
}
