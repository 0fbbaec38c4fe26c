/**
 * Studies of inference-time scaling and of over-optimization: what more completions of a prompt are
 * worth, and where optimizing a proxy of the reward that is meant stops paying.
 *
 * <p>Flows in: rollouts of a policy with their rewards; the same, with log-probabilities under that
 * policy, of policies that were trained from it. Flows out: {@code best_of_n}, what the choice
 * among n completions of each prompt is worth; {@code accepted}, the completions that rejection
 * sampling keeps, for supervised fine-tuning; {@code study/study.json}, the curves of all prompts
 * and the forms fitted to them.
 *
 * <p>Must not import: what samples, scores, makes advantages, trains, or holds a model.
 */
package dev.vireo.jobs.study;
