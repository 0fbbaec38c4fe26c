/**
 * Examples in, a better policy out: supervised training, policy updates and preference training.
 *
 * <p>{@link dev.vireo.jobs.training.Trainer} is the one loop over steps. A stage gives it examples
 * ({@code TrainingExamples}: an index and the rows behind it), a plan ({@code StepPlanner}: which
 * bundles each step takes, cut into a fixed number of shards whatever the cluster) and a {@link
 * dev.vireo.algorithms.loss.Loss}. Parameters go out by broadcast; each shard computes its gradient
 * where its chunks are read ({@code GradientShard}); the gradients are added in shard order, by the
 * driver or slice by slice on executors ({@link dev.vireo.jobs.training.GradientExchange}), so that
 * a step has the same bits every time; AdamW runs on the driver. Where a run asks for torch, {@code
 * TorchTraining} makes the same steps with the same losses by workers beside a barrier stage.
 *
 * <p>Flows in: a checkpoint, and datasets of demonstrations, of rollouts with their advantages, or
 * of preferences with the reference's log-probabilities. Flows out: checkpoints, with the metrics
 * of the steps behind them.
 *
 * <p>Must not import: sampling of rollouts, rewards, evaluation.
 */
package dev.vireo.jobs.training;
