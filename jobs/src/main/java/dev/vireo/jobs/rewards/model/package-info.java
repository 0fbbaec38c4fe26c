/**
 * Neural reward models as TRL and OpenRLHF use them: a Hugging Face sequence-classification
 * directory that scores prompt and completion, or a token-classification directory that judges the
 * steps of a completion.
 *
 * <p>Flows in: the completions of a chunk. Flows out: a logit for each, or a probability for each
 * step; or, of a model that reads two of them at a time, what comparing those of a group says of
 * each; or what a policy and its reference imply of each token. The rewards find {@link
 * dev.vireo.jobs.rewards.model.SequenceClassifier}, {@link
 * dev.vireo.jobs.rewards.model.ProcessRewardModel}, {@link
 * dev.vireo.jobs.rewards.model.PreferenceModel} and {@link
 * dev.vireo.jobs.rewards.model.ImplicitReward} through {@link java.util.ServiceLoader}. The model
 * is in native memory once per virtual machine, shared by its task slots ({@link
 * dev.vireo.jobs.runtime.pool.ModelPool}). Where the directory is an adapter's, that is the model
 * under it, which the policy and a critic may lie beside, too.
 *
 * <p>Must not import: a stage, or DJL's JNI.
 */
package dev.vireo.jobs.rewards.model;
