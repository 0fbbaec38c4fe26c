package dev.vireo.jobs.finetune;

import dev.vireo.jobs.gradient.ShardGradient;
import dev.vireo.jobs.gradient.ShardTask;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.GradientAccumulator;
import dev.vireo.models.training.SupervisedLoss;
import java.util.List;
import java.util.Map;

/**
 * The gradient of one shard's demonstrations.
 *
 * @param rows the shard's demonstrations, in order
 * @param tokens completion tokens of the whole step
 * @param microBatch rows in one forward and backward pass
 * @param recompute whether layers are computed again on the way back
 */
record DemonstrationShard(List<TokenSequence> rows, long tokens, int microBatch, boolean recompute)
    implements ShardTask {

  @Override
  public ShardGradient run(Policy policy) {
    if (rows.isEmpty()) {
      return ShardGradient.empty();
    }
    GradientAccumulator gradients = new GradientAccumulator(policy).recompute(recompute);
    gradients.zero();
    SupervisedLoss supervised = new SupervisedLoss(tokens);
    double loss = 0;
    for (int from = 0; from < rows.size(); from += microBatch) {
      List<TokenSequence> batch = rows.subList(from, Math.min(from + microBatch, rows.size()));
      loss += gradients.accumulate(batch, 1.0, supervised).loss();
    }
    return new ShardGradient(gradients.gradients(), Map.of("loss", loss));
  }
}
