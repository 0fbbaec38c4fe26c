/**
 * How settings are spelled: in YAML files, on the command line and on the way to executors.
 *
 * <p>In: records of settings with validated values, and trees. Out: the one from the other, by one
 * mapper ({@link dev.vireo.jobs.runtime.settings.SettingsMapper}). A type that users spell in a
 * form of its own, such as a reward range, has a {@link
 * dev.vireo.jobs.runtime.settings.SettingFormat}.
 *
 * <p>Must not import Spark, a model engine or the stages.
 */
package dev.vireo.jobs.runtime.settings;
