package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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
    LogprobScorer scorer = new LogprobScorer(model);
    return new ShardGradient(
        ParameterSet.empty(), sums(sequences -> scorer.score(sequences, pass.temperature())));
  }

  /**
   * The shard's part.
   *
   * @param scorer gives the log-probabilities of sequences' completions, as many at a time as a
   *     micro-batch has examples
   */
  Sums sums(Function<List<TokenSequence>, double[][]> scorer) {
    Sums sums = new Sums();
    List<Example.Probe> probes =
        ExampleReader.read(examples, bundles).stream()
            .flatMap(example -> example.probe().stream())
            .toList();
    for (int from = 0; from < probes.size(); from += pass.microBatch()) {
      List<Example.Probe> batch =
          probes.subList(from, Math.min(from + pass.microBatch(), probes.size()));
      List<TokenSequence> sequences = batch.stream().map(Example.Probe::sequence).toList();
      double[][] logprobs = scorer.apply(sequences);
      for (int probe = 0; probe < logprobs.length; probe++) {
        double logprob = Arrays.stream(logprobs[probe]).sum();
        sums.add(LOG_RATIOS, logprob - batch.get(probe).referenceLogprob()).add(PROBES, 1);
      }
    }
    return sums;
  }
}
