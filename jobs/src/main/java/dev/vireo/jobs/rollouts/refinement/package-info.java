/**
 * Iterative refinement: a policy improves its own answers, round after round.
 *
 * <p>In: rollouts of the policy, and their rewards where it is told of one. Out: {@code
 * refine/rollouts/iteration=R}, the answers after round R. What an answer is asked with is a
 * template of the user's, through the chat template where prompts are chats.
 *
 * <p>Must not import: what scores, trains or evaluates.
 */
package dev.vireo.jobs.rollouts.refinement;
