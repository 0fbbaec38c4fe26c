/**
 * Preference data: pairs of completions, and completions with a label or a rating each.
 *
 * <p>Flows in: a user's files, or the rollouts and rewards of a run. Flows out: checked data, in
 * chunks of a fixed size and in a fixed order:
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
 * <p>{@link dev.vireo.jobs.data.preferences.RewardPairSource} and {@link
 * dev.vireo.jobs.data.preferences.RatedSource} read the first two as a reward model does.
 *
 * <p>Tokens come from an encoder that is passed in. Must not import: scoring, training or sampling;
 * rollouts are read as a dataset.
 */
package dev.vireo.jobs.data.preferences;
