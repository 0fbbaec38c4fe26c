package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.PublishedEvaluations.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BestPolicyTest {

  private static final String MEAN = "rewards/exact";

  private final List<Published> evaluations = new ArrayList<>();

  private void judged(long step, double exact) {
    evaluations.add(new Published("hash" + step, new EvaluationResult(step, Map.of(MEAN, exact))));
  }

  private Optional<Long> best(long upTo, long... gone) {
    return BestPolicy.evaluation(
            evaluations,
            MEAN,
            upTo,
            (step, hash) ->
                hash.equals("hash" + step) && List.of(boxed(gone)).stream().noneMatch(step::equals))
        .map(EvaluationResult::step);
  }

  private static Long[] boxed(long... steps) {
    return java.util.Arrays.stream(steps).boxed().toArray(Long[]::new);
  }

  @Test
  void theLaterOfEqualsAndNoneThatWasNotMeasured() {
    assertThat(best(9)).isEmpty();
    judged(0, 0.5);
    judged(1, 0.9);
    judged(2, Double.NaN);
    judged(3, 0.9);
    judged(4, 0.7);
    assertThat(best(9)).contains(3L);
    assertThat(best(2)).contains(1L);
    assertThat(best(0)).contains(0L);
  }

  @Test
  void oneThatWasCleanedUpIsNotChosen() {
    judged(1, 0.9);
    judged(2, 0.7);
    assertThat(best(9, 1)).contains(2L);
  }
}
