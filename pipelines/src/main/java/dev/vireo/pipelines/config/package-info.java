/**
 * Configuration: a YAML file over the defaults of a settings record.
 *
 * <p>Flows in: a record type with a static {@code defaults()}, a YAML file, {@code --set key=value}
 * overrides and, for secrets, environment variables named as <code>${env:NAME}</code>. Flows out:
 * the validated record, and the same configuration as a tree in which secrets stay references
 * ({@link dev.vireo.pipelines.config.ResolvedConfig}). Or, of the record alone: its keys with their
 * types, defaults and descriptions ({@link dev.vireo.pipelines.config.Setting}), as a JSON schema
 * and as a starting file. Every mistake is an {@link dev.vireo.algorithms.InputException} of one
 * line that names the file, the key and what is allowed there.
 *
 * <p>Must not import: Spark, a stage or a command; it does not know any setting by name.
 */
package dev.vireo.pipelines.config;
