/**
 * What takes sampling and rewards at once: a policy continues from the ends of steps, and rewards
 * judge what comes of it.
 *
 * <p>Labels of steps without people (Math-Shepherd, arXiv 2312.08935, section 3.3): a step is as
 * good as the completions that a policy makes from its end. Flows in: the {@code rollouts} of a
 * run, a policy that continues, and rewards that tell which completions are right. Flows out:
 * {@code step_labels}, in the same chunks.
 *
 * <p>Searches over steps (beam search): of all beginnings of completions the best by a reward are
 * continued. Flows in: prompts. Flows out: {@code rollouts} of what was kept, in {@code
 * search/beams=W}.
 *
 * <p>Completions are sampled and scored as everywhere. Must not import: a later stage.
 */
package dev.vireo.jobs.rewards.continuations;
