/**
 * What a stage published and what it was made from, as text that can be compared and hashed.
 *
 * <p>In: settings, inputs, seed, and a summary of each file. Out: a {@link
 * dev.vireo.store.manifest.Fingerprint} of the work, a {@link dev.vireo.store.manifest.Manifest} of
 * its result, both in {@link dev.vireo.store.manifest.CanonicalJson}, and what differs between two
 * ({@link dev.vireo.store.manifest.Difference}).
 *
 * <p>Must not import chunks or run directories: a manifest is text, wherever it lies.
 */
package dev.vireo.store.manifest;
