/**
 * Preference optimization: a policy that prefers what people, or rewards, preferred.
 *
 * <p>In: {@link dev.vireo.pipelines.preference.PreferenceConfig}. Out: a run directory with the
 * pairs or unpaired examples in tokens, the reference policy's log-probabilities of them, and
 * checkpoints. Must not import another pipeline.
 */
package dev.vireo.pipelines.preference;
