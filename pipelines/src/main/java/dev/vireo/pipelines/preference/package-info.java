/**
 * Preference optimization: a policy that prefers what people, or rewards, preferred.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.preference.PreferenceConfig}. Flows out: a run directory
 * with the pairs or unpaired examples in tokens, their log-probabilities under the reference
 * policy, and checkpoints. Must not import: another pipeline.
 */
package dev.vireo.pipelines.preference;
