package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rollout;
import java.io.Serializable;

/** The tokens of pairs that are made of rollouts, as the model reads them that learns from them. */
public interface PairTokens extends Serializable {

  /** What the tokens depend on besides the rollouts. */
  String identity();

  /**
   * Looks at a group before pairs are made of it.
   *
   * @throws InputException if the model cannot learn from it
   */
  void check(Rollout group);

  /**
   * A pair in the model's tokens.
   *
   * @param group the group that it is of
   * @param sampled the pair in the tokens that were sampled
   */
  PreferencePair of(Rollout group, PreferencePair sampled);

  /**
   * The text of some of a completion's tokens, where pairs are made of steps.
   *
   * @throws InputException if the model reads whole completions alone
   */
  String text(int[] tokenIds);

  /**
   * The tokens as they were sampled.
   *
   * @param texts tells whether the model reads them as the policy that sampled them did
   */
  static PairTokens asSampled(TokenTexts texts) {
    return new AsSampled(texts);
  }

  /**
   * @param texts of the model that is to be trained
   */
  record AsSampled(TokenTexts texts) implements PairTokens {
    private static final long serialVersionUID = 1L;

    @Override
    public String identity() {
      return texts.identity();
    }

    @Override
    public void check(Rollout group) {
      texts.requireReads(group);
    }

    @Override
    public PreferencePair of(Rollout group, PreferencePair sampled) {
      return sampled;
    }

    @Override
    public String text(int[] tokenIds) {
      return texts.decode(tokenIds);
    }
  }
}
