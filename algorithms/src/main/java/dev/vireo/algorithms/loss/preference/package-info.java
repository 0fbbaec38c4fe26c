/**
 * Losses over preferences: pairs of a chosen and a rejected completion, and completions that are
 * desirable or not (KTO). Each formula is one small class; {@link
 * dev.vireo.algorithms.loss.preference.PreferenceLossType} has a line for it.
 *
 * <p>Flows in: {@link dev.vireo.algorithms.loss.preference.PreferenceLossSettings},
 * log-probabilities of the completions' tokens at temperature 1, and the reference policy's sums.
 *
 * <p>Flows out: the loss, its derivative by each log-probability, and metrics under TRL's names.
 *
 * <p>Must not import: anything beyond the JDK, {@code dev.vireo.algorithms} and {@code
 * dev.vireo.algorithms.loss}.
 */
package dev.vireo.algorithms.loss.preference;
