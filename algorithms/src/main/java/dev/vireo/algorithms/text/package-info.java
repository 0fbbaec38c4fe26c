/**
 * The form of a completion's text, regardless of its content.
 *
 * <p>Flows in: a text and its length in tokens. Flows out: its steps ({@link
 * dev.vireo.algorithms.text.TextStep}), or a number for each {@link
 * dev.vireo.algorithms.text.TextFeature}. Each feature is computed in one pass over any text, and
 * does not depend on the version of Java.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.algorithms.text;
