/**
 * Preference data for training a policy: pairs of completions, and completions with a verdict each.
 *
 * <p>In flow a user's files ({@link dev.vireo.jobs.data.preferences.ShardPreferences}, {@link
 * dev.vireo.jobs.data.preferences.ShardUnpaired}) or the rollouts and rewards of a run ({@link
 * dev.vireo.jobs.data.preferences.PairRollouts}); out flow {@code preference_pairs} and {@code
 * unpaired_examples}: checked, as tokens, in chunks of a fixed size and a fixed order.
 *
 * <p>Tokens come from an encoder that is handed in. Must not import scoring, training or what
 * samples: rollouts are read as a dataset.
 */
package dev.vireo.jobs.data.preferences;
