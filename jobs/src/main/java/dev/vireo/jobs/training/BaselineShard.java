package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import java.util.Arrays;
import java.util.List;

/**
 * One shard's part of the statistic that a loss needs of the whole step before any gradient: the
 * mean log-ratio of policy and reference over the examples' probes. Forward only.
 *
 * @param bundles the shard's, in order
 * @param examples where they lie
 * @param pass how the shard goes through them
 */
record BaselineShard(List<Bundle> bundles, TrainingExamples<?> examples, Pass pass)
    implements ShardTask {

  private static final String LOG_RATIOS = "log_ratios";
  private static final String PROBES = "probes";

  /** The mean over a step's probes; 0 where it has none. */
  static double mean(Sums sums) {
    return sums.sum(PROBES) == 0 ? 0 : sums.ratio(LOG_RATIOS, PROBES);
  }

  @Override
  public ShardGradient run(Model model) {
    Sums sums = new Sums();
    LogprobScorer scorer = new LogprobScorer(model);
    List<Example.Probe> probes =
        ExampleReader.read(examples, bundles).stream()
            .flatMap(example -> example.probe().stream())
            .toList();
    for (int from = 0; from < probes.size(); from += pass.microBatch()) {
      List<Example.Probe> batch =
          probes.subList(from, Math.min(from + pass.microBatch(), probes.size()));
      List<TokenSequence> sequences = batch.stream().map(Example.Probe::sequence).toList();
      double[][] logprobs = scorer.score(sequences, pass.temperature());
      for (int probe = 0; probe < logprobs.length; probe++) {
        double logprob = Arrays.stream(logprobs[probe]).sum();
        sums.add(LOG_RATIOS, logprob - batch.get(probe).referenceLogprob()).add(PROBES, 1);
      }
    }
    return new ShardGradient(ParameterSet.empty(), sums);
  }
}
