package dev.vireo.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.SuiteResult;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasureSuiteTest {

  private static final int PROMPTS = 6;

  @TempDir private Path folder;

  private StageContext context;
  private RunDirectory run;

  @BeforeEach
  void open() {
    run = RunDirectory.at(folder);
    context = new StageContext(null, run.child(PublishedSuites.folder("s")), 17, Progress.NONE);
  }

  private static SuiteSettings suite(List<Integer> passAt) {
    SuiteSettings defaults = SuiteSettings.defaults();
    return new SuiteSettings(
        "s",
        defaults.prompts(),
        0,
        2,
        1,
        0,
        List.of(),
        new SuiteMetricSettings(
            "exact", 1, passAt, List.of(), null, List.of(), null, null, "exact", true),
        defaults.intervals());
  }

  /** Of two completions of a prompt, {@code right} are; in two chunks. */
  private DatasetHandle<Evaluation> completions(int step, int... right) {
    return ChunkStage.<Integer, Evaluation>of(
            context.run().partition(Datasets.EVALUATIONS, step), Fingerprint.of("evaluate-suite"))
        .runInOrder(
            List.of(0, 1),
            (index, chunk) ->
                ChunkResult.of(
                    IntStream.range(3 * chunk, 3 * chunk + 3)
                        .mapToObj(
                            prompt ->
                                SuiteRows.group(
                                    "p" + prompt,
                                    SuiteRows.completion(
                                        "a", 4, Map.of("exact", right[prompt] > 0 ? 1.0 : 0.0)),
                                    SuiteRows.completion(
                                        "b", 4, Map.of("exact", right[prompt] > 1 ? 1.0 : 0.0))))
                        .toList()));
  }

  private DatasetHandle<SuiteResult> measure(SuiteSettings suite, int step) {
    DatasetHandle<Evaluation> base = context.run().partition(Datasets.EVALUATIONS, 0).require();
    return new MeasureSuite(suite, List.of("exact"))
        .run(
            context,
            step,
            step,
            "policy" + step,
            context.run().partition(Datasets.EVALUATIONS, step).require(),
            Optional.of(new Opponent(base, Optional.empty())));
  }

  @Test
  void metricsHaveTheirIntervalsAndStandInTheManifest() {
    completions(0, 0, 0, 0, 1, 1, 2);
    completions(5, 0, 1, 1, 2, 2, 2);

    DatasetHandle<SuiteResult> results = measure(suite(List.of(1, 2)), 5);

    Map<String, Double> totals = results.manifest().totals();
    assertThat(totals.get("pass@1")).isEqualTo(8.0 / 12, within(1e-12));
    assertThat(totals.get("pass@2")).isEqualTo(5.0 / 6, within(1e-12));
    // By prompt: 1/2, 3/4, 3/4, 3/4, 3/4, 1/2.
    assertThat(totals.get("win-rate")).isEqualTo(4.0 / 6, within(1e-12));
    assertThat(totals.get("win-rate/length-controlled")).isBetween(0.6, 4.0 / 6);
    SuiteResult pass = results.readAll().get(3);
    assertThat(pass.getMetric()).isEqualTo("pass@1");
    assertThat(pass.getPrompts()).isEqualTo(PROMPTS);
    assertThat(pass.getLow()).isLessThan(pass.getValue());
    assertThat(pass.getHigh()).isGreaterThan(pass.getValue());
    assertThat(measure(suite(List.of(1, 2)), 0).manifest().totals().get("win-rate"))
        .isEqualTo(0.5, within(1e-12));
  }

  @Test
  void otherMetricsAreNotTakenForThose() {
    completions(0, 0, 0, 0, 1, 1, 2);
    measure(suite(List.of(1)), 0);

    assertThatThrownBy(() -> measure(suite(List.of(1, 2)), 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("metrics.pass-at");
  }

  @Test
  void evaluationsHaveTheMetricsOfTheSamePolicy() {
    completions(0, 0, 0, 0, 1, 1, 2);
    completions(5, 0, 1, 1, 2, 2, 2);
    measure(suite(List.of(2)), 0);
    measure(suite(List.of(2)), 5);
    heldOut(5, "policy5", 0.25);
    heldOut(0, "another", 0.75);

    List<PublishedEvaluations.Published> published = PublishedEvaluations.of(run);

    assertThat(published).extracting(each -> each.result().step()).containsExactly(0L, 5L);
    assertThat(published.get(0).result().means()).isEqualTo(Map.of("reward", 0.75));
    assertThat(published.get(1).result().means())
        .containsEntry("reward", 0.25)
        .containsEntry("s/pass@2", 5.0 / 6);
  }

  private void heldOut(int step, String policy, double reward) {
    ChunkStage.<Integer, Evaluation>of(
            run.partition(Datasets.EVALUATIONS, step),
            Fingerprint.of("evaluate-policy").input("policy", policy))
        .runInOrder(
            List.of(0),
            (index, chunk) ->
                ChunkResult.of(List.of(), Map.of("completions", 1.0, "reward", reward)));
  }
}
