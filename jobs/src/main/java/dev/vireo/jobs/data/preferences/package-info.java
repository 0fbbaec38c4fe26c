/**
 * Preference data: pairs of completions, and completions with a verdict each.
 *
 * <p>In flow a user's files or the rollouts and rewards of a run; out flow, checked, in chunks of a
 * fixed size and a fixed order:
 *
 * <ul>
 *   <li>{@code preference_pairs}, as tokens for training a policy: {@link
 *       dev.vireo.jobs.data.preferences.ShardPreferences} and {@link
 *       dev.vireo.jobs.data.preferences.PairRollouts};
 *   <li>{@code unpaired_examples}, likewise: {@link dev.vireo.jobs.data.preferences.ShardUnpaired};
 *   <li>{@code preferences}, as text for training a linear reward model: {@link
 *       dev.vireo.jobs.data.preferences.PreferenceReader}.
 * </ul>
 *
 * <p>Tokens come from an encoder that is handed in. Must not import scoring, training or what
 * samples: rollouts are read as a dataset.
 */
package dev.vireo.jobs.data.preferences;
