/**
 * Which of two completions somebody prefers: pairs as a dataset.
 *
 * <p>In flow rows of a source, in one of the layouts of {@link
 * dev.vireo.jobs.data.preferences.PreferenceLayout}; out flow {@code preferences}: prompt, chosen
 * and rejected text.
 *
 * <p>Must not import a later stage.
 */
package dev.vireo.jobs.data.preferences;
