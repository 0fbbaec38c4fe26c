/**
 * Online preference optimization: pairs of the policy's own completions, iteration after iteration.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.online.OnlinePreferenceConfig}. Flows out: a run
 * directory with rollouts, rewards, pairs and their log-probabilities under the reference policy,
 * checkpoints and metrics of each iteration. Must not import: another pipeline.
 */
package dev.vireo.pipelines.online;
