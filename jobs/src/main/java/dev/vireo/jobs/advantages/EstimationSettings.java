package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.tokens.Gae;
import dev.vireo.algorithms.advantage.tokens.KlPenalty;
import dev.vireo.algorithms.advantage.tokens.ScoreSettings;
import dev.vireo.algorithms.advantage.tokens.Whitening;
import java.io.Serializable;

/**
 * How rewards and a critic's values become advantages and returns.
 *
 * @param score how a completion's reward becomes the score of one of its states
 * @param kl the penalty in the reward
 * @param gae the estimator
 * @param whitening of advantages and rewards
 */
public record EstimationSettings(ScoreSettings score, KlPenalty kl, Gae gae, Whitening whitening)
    implements Serializable {}
