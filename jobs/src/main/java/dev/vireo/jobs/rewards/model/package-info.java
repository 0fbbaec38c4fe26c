/**
 * A neural reward model as TRL and OpenRLHF use it: a Hugging Face sequence-classification
 * directory that scores prompt and completion.
 *
 * <p>In flow the completions of a chunk; out flows a logit for each. {@link
 * dev.vireo.jobs.rewards.model.SequenceClassifier} is found by the rewards through {@link
 * java.util.ServiceLoader}. The model lies in native memory once per virtual machine, shared by its
 * task slots ({@link dev.vireo.jobs.runtime.pool.ModelPool}).
 *
 * <p>Must not import a stage, or DJL's JNI.
 */
package dev.vireo.jobs.rewards.model;
