/**
 * What a completion's text looks like, regardless of what it says.
 *
 * <p>Flows in: a text and its length in tokens. Flows out: its steps ({@link
 * dev.vireo.algorithms.text.TextStep}), or a number for each {@link
 * dev.vireo.algorithms.text.TextFeature}. Each is counted in one pass, whatever the text is, and
 * does not depend on the version of Java.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.algorithms.text;
