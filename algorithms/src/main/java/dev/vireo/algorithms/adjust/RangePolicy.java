package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/** The source of a group's range [m, M]. */
public sealed interface RangePolicy extends Serializable {
  /**
   * The range of one group.
   *
   * @param rewards [G] finite rewards, at least one, after {@link #admit}
   * @param weights [G] weights that sum to 1
   * @return the range, which contains every reward
   * @throws InputException if there is no such range
   */
  RewardRange range(double[] rewards, double[] weights);

  /**
   * Admits a reward to the adjustment, clipped if the policy says so.
   *
   * @param reward a finite reward
   * @return the reward, or the value it is clipped to
   * @throws InputException if the reward is outside the range and clipping is off
   */
  double admit(double reward);

  /**
   * The same range for every group: the reward model's own, as in the paper.
   *
   * @param lower m
   * @param upper M, greater than m
   * @param clip whether rewards outside the range are clipped to it; otherwise they are an error
   */
  record Fixed(double lower, double upper, boolean clip) implements RangePolicy {
    /** Checks that the range is valid. */
    public Fixed {
      if (!(lower < upper && Double.isFinite(lower) && Double.isFinite(upper))) {
        throw new InputException(
            "Invalid fixed reward range ["
                + lower
                + ", "
                + upper
                + "]: give two finite numbers, lower first");
      }
    }

    @Override
    public RewardRange range(double[] rewards, double[] weights) {
      return new RewardRange(lower, upper);
    }

    @Override
    public double admit(double reward) {
      if (clip) {
        return Math.min(upper, Math.max(lower, reward));
      }
      if (reward < lower || reward > upper) {
        throw new InputException(
            "The reward "
                + reward
                + " is outside the range ["
                + lower
                + ", "
                + upper
                + "]: widen the range, or ask for clipping");
      }
      return reward;
    }
  }

  /** Each group's own least and greatest reward. */
  record Group() implements RangePolicy {
    @Override
    public RewardRange range(double[] rewards, double[] weights) {
      return RewardRange.of(rewards);
    }

    @Override
    public double admit(double reward) {
      return reward;
    }
  }

  /**
   * An upper end per group, chosen so that about a given share of the group receives it: M with (c
   * - m) / (M - m) = share, where c is the group's weighted mean. M is never below the group's
   * greatest reward, so the actual share may be smaller.
   *
   * @param share q, in (0, 1]
   * @param lower m, a lower bound on the rewards; null: each group's least reward
   */
  record TopShare(double share, Double lower) implements RangePolicy {
    /** Checks share and lower end. */
    public TopShare {
      if (!(share > 0 && share <= 1)) {
        throw new InputException("The top share " + share + " must be above 0 and at most 1");
      }
      if (lower != null && !Double.isFinite(lower)) {
        throw new InputException(
            "The lower end " + lower + " of the top-share range must be a finite number");
      }
    }

    @Override
    public RewardRange range(double[] rewards, double[] weights) {
      RewardRange own = RewardRange.of(rewards);
      double bottom = lower == null ? own.lower() : lower;
      CompensatedSum excess = new CompensatedSum();
      for (int i = 0; i < rewards.length; i++) {
        excess.addProduct(weights[i], rewards[i] - bottom);
      }
      return new RewardRange(bottom, Math.max(own.upper(), bottom + excess.value() / share));
    }

    @Override
    public double admit(double reward) {
      if (lower != null && reward < lower) {
        throw new InputException(
            "The reward "
                + reward
                + " is below the range's lower end "
                + lower
                + ": lower that, or leave it out to use each group's lowest reward");
      }
      return reward;
    }
  }
}
