/**
 * What a stage published and what it was made from, as text that can be compared and hashed.
 *
 * <p>Flows in: settings, inputs, seed, and a summary of each file. Flows out: a {@link
 * dev.vireo.store.manifest.Fingerprint} of the work and a {@link dev.vireo.store.manifest.Manifest}
 * of its result, both in {@link dev.vireo.store.manifest.CanonicalJson}; the differences between
 * two fingerprints ({@link dev.vireo.store.manifest.Difference}); and the {@link
 * dev.vireo.store.manifest.Build} of Vireo that made the result.
 *
 * <p>Must not import: chunks or run directories; a manifest is text, regardless of where it is
 * stored.
 */
package dev.vireo.store.manifest;
