package dev.vireo.jobs.evaluation;

import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint's completions against those of the policy that training started from, prompt by
 * prompt; prompts without a verdict are left out.
 *
 * @param shares [prompts] how much of a prompt's comparisons the checkpoint won
 * @param longer [prompts] how many tokens longer its completions are on average
 */
@SuppressWarnings("ArrayRecordComponent")
record Comparisons(double[] shares, double[] longer) {

  /** Of the values of a reward that looks at one completion: each meets each of the base's. */
  static Comparisons ofValues(
      DatasetHandle<Evaluation> completions, DatasetHandle<Evaluation> base, String reward) {
    BaseCompletions opponent = BaseCompletions.read(base, reward);
    List<double[]> compared = new ArrayList<>();
    for (int chunk : completions.chunks()) {
      completions.read(chunk).forEach(row -> compared.add(opponent.compare(row)));
    }
    return of(compared);
  }

  /** Of verdicts about pairs of completions. */
  static Comparisons ofVerdicts(
      DatasetHandle<Evaluation> verdicts, DatasetHandle<Evaluation> base) {
    Map<String, Double> tokens = new HashMap<>();
    for (int chunk : base.chunks()) {
      base.read(chunk).forEach(row -> tokens.put(row.getPromptId(), tokens(row)));
    }
    List<double[]> compared = new ArrayList<>();
    for (int chunk : verdicts.chunks()) {
      for (Evaluation row : verdicts.read(chunk)) {
        double share =
            row.getCompletions().stream()
                .mapToDouble(EvaluatedCompletion::getReward)
                .filter(each -> !Double.isNaN(each))
                .average()
                .orElse(Double.NaN);
        compared.add(new double[] {share, tokens(row) - tokens.get(row.getPromptId())});
      }
    }
    return of(compared);
  }

  private static Comparisons of(List<double[]> compared) {
    List<double[]> judged = compared.stream().filter(each -> !Double.isNaN(each[0])).toList();
    return new Comparisons(
        judged.stream().mapToDouble(each -> each[0]).toArray(),
        judged.stream().mapToDouble(each -> each[1]).toArray());
  }

  private static double tokens(Evaluation row) {
    return row.getCompletions().stream()
        .mapToInt(EvaluatedCompletion::getTokens)
        .average()
        .orElse(Double.NaN);
  }
}
