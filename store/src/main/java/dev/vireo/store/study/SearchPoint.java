package dev.vireo.store.study;

import dev.vireo.algorithms.bestofn.Interval;

/**
 * What a search over steps is worth.
 *
 * @param beams beginnings that are kept after each step
 * @param tokens mean number of tokens that it takes for a prompt, those of what was not kept
 *     included
 * @param proxy proxy reward of the completion that the guide judges best in the end
 * @param gold gold reward of that completion
 */
public record SearchPoint(int beams, double tokens, Interval proxy, Interval gold) {}
