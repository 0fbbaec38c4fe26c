/**
 * Advantages of single tokens, for a policy beside a critic (PPO, arXiv 1707.06347).
 *
 * <p>Flows in: a completion's reward, its log-probabilities ({@link
 * dev.vireo.algorithms.advantage.tokens.WrittenTokens}), and the critic's values of its states.
 * Flows out: rewards of the states ({@link dev.vireo.algorithms.advantage.tokens.TokenRewards}),
 * then advantages and returns ({@link dev.vireo.algorithms.advantage.tokens.Gae}), whitened by the
 * statistics of an iteration ({@link dev.vireo.algorithms.advantage.tokens.Whitening}). A
 * completion of T tokens has S states: one before each token, and where the score lies beyond them
 * ({@link dev.vireo.algorithms.advantage.tokens.ScorePosition}) the one after the last.
 *
 * <p>Must not import: anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.advantage.tokens;
