/**
 * A neural reward model as TRL and OpenRLHF use it: a Hugging Face sequence-classification
 * directory that scores prompt and completion.
 *
 * <p>Flows in: the completions of a chunk. Flows out: a logit for each; or, of a model that reads
 * two of them at a time, what comparing those of a group says of each. The rewards find {@link
 * dev.vireo.jobs.rewards.model.SequenceClassifier} and {@link
 * dev.vireo.jobs.rewards.model.PreferenceModel} through {@link java.util.ServiceLoader}. The model
 * is in native memory once per virtual machine, shared by its task slots ({@link
 * dev.vireo.jobs.runtime.pool.ModelPool}).
 *
 * <p>Must not import: a stage, or DJL's JNI.
 */
package dev.vireo.jobs.rewards.model;
