package dev.vireo.store.study;

import dev.vireo.algorithms.bestofn.Interval;

/**
 * What a policy that was trained on the proxy is worth.
 *
 * @param step optimizer steps behind it
 * @param tokens mean length of a completion, in tokens
 * @param kl its divergence from the policy that training started from, in nats a completion
 * @param proxy its mean proxy reward
 * @param gold its mean gold reward
 */
public record CheckpointPoint(
    long step, double tokens, Interval kl, Interval proxy, Interval gold) {}
