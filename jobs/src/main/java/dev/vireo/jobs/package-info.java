/**
 * One Spark job per stage of an iteration, in the order of the data: {@code prompts}, {@code
 * rollouts}, {@code logprobs}, {@code rewards}, {@code advantages}, {@code update}, {@code
 * evaluate}; before them {@code base} and {@code finetune} make the policy that a run starts from.
 *
 * <p>Under them lie {@code store} (datasets, commit, resume), {@code checkpoints}, {@code devices}
 * (where policies compute), {@code slots} (policies inside tasks), {@code classifier} (reward
 * models likewise) and {@code gradient} (the sum over shards). A stage takes published datasets and
 * gives a published dataset; what it needs besides is in its {@link dev.vireo.jobs.StageContext}
 * and its settings.
 */
package dev.vireo.jobs;
