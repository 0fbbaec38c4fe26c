/**
 * The loss of a critic: of a model whose scalar head values the states of a completion.
 *
 * <p>Flows in: values of states, and what is known of each completion ({@link
 * dev.vireo.algorithms.loss.value.ValueExample}: the values that the advantages were made with, and
 * the returns). Flows out: what every loss gives.
 *
 * <p>Must not import: anything but the JDK and the neighbouring packages of this module.
 */
package dev.vireo.algorithms.loss.value;
