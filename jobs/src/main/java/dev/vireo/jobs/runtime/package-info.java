/**
 * What a stage is given beside its data: the session, the run directory and who listens.
 *
 * <p>{@link dev.vireo.jobs.runtime.StageContext} carries it; {@link
 * dev.vireo.jobs.runtime.WaitingException} ends a run that has to wait for somebody else. In the
 * folders below lie {@code stage} (chunks as Spark tasks), {@code pool} (policies inside tasks),
 * {@code devices}, {@code http} (servers that are asked), {@code python} (functions of users),
 * {@code progress} and {@code settings}.
 *
 * <p>Must not import a stage.
 */
package dev.vireo.jobs.runtime;
