/**
 * How settings look as JSON, the same everywhere: in YAML files, in manifests and in the hashes
 * that decide whether a stage has to run again.
 *
 * <p>In: records of settings with validated values. Out: trees with kebab-case keys and kebab-case
 * enum values ({@link dev.vireo.jobs.settings.SettingsMapper}), and their one canonical spelling
 * ({@link dev.vireo.jobs.settings.CanonicalJson}). A type that users spell in a form of its own,
 * such as a reward range, has a {@link dev.vireo.jobs.settings.SettingFormat}.
 *
 * <p>Must not import Spark, a model engine or the stages.
 */
package dev.vireo.jobs.settings;
