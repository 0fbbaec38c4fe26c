package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a shard makes of its bundles, on rows that are in memory. */
final class GradientShardTest {

  private static final Denominators STEP = new Denominators(6, 12, 24, 12, 12, 3, 0);
  private static final Model POLICY =
      Model.create(
          TinyPreferences.CONFIG,
          new LanguageModelHead(),
          TinyPreferences.parameters(),
          Device.cpu());

  /** What the losses of this test have seen: a line for each micro-batch. */
  private static final List<String> SEEN = new ArrayList<>();

  private static final List<Integer> OPENED = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
    OPENED.clear();
  }

  @AfterAll
  static void close() {
    POLICY.close();
  }

  @Test
  void microBatchesHoldWholePairsInTheOrderOfTheBundles() {
    ShardGradient gradient = shard(List.of(pair(1, 0), pair(0, 1), pair(1, 1)), 2).run(POLICY);

    assertThat(SEEN).containsExactly("[1.0, 0.1] 4 rows", "[1.1] 2 rows");
    assertThat(gradient.sums().sum("examples")).isEqualTo(3);
    assertThat(gradient.sums().greatestOf("rows")).isEqualTo(4);
    // A chunk is opened once, however its rows are asked for.
    assertThat(OPENED).containsExactly(0, 1);
  }

  @Test
  void theSizeOfMicroBatchesChangesNothing() {
    List<Bundle> bundles = List.of(pair(0, 0), pair(0, 1), pair(1, 0), pair(1, 1));
    ShardGradient whole = shard(bundles, 4).run(POLICY);
    ShardGradient parts = shard(bundles, 1).run(POLICY);

    assertThat(SEEN).hasSize(5);
    assertThat(parts.sums().sum("loss")).isCloseTo(whole.sums().sum("loss"), within(1e-5));
    assertThat(flat(parts)).containsExactly(flat(whole), within(1e-5f));
    assertThat(flat(whole)).doesNotContain(Float.NaN);
    assertThat(whole.gradient().norm()).isPositive();
  }

  private static float[] flat(ShardGradient gradient) {
    return gradient.gradient().slice(0, gradient.gradient().size());
  }

  @Test
  void aShardWithoutBundlesReadsNothing() {
    ShardGradient gradient = shard(List.of(), 2).run(POLICY);

    assertThat(gradient.gradient().isEmpty()).isTrue();
    assertThat(gradient.sums()).isEqualTo(new Sums());
    assertThat(OPENED).isEmpty();
  }

  @Test
  void theBaselineIsTheMeanLogRatioOfTheProbes() {
    List<Bundle> bundles = List.of(pair(0, 0), pair(1, 1), pair(0, 1));
    double expected =
        bundles.stream()
            .mapToDouble(bundle -> logprob(probe(bundle.chunk(), bundle.row())) + 2)
            .average()
            .orElseThrow();

    for (int microBatch : new int[] {1, 2, 8}) {
      ShardGradient measured =
          new BaselineShard(bundles, new InMemory(), new Pass(microBatch, 1, false, false))
              .run(POLICY);
      assertThat(measured.gradient().isEmpty()).isTrue();
      assertThat(BaselineShard.mean(measured.sums())).isCloseTo(expected, within(1e-5));
    }
    assertThat(BaselineShard.mean(new Sums())).isZero();
  }

  private static double logprob(TokenSequence sequence) {
    return Arrays.stream(new LogprobScorer(POLICY).score(List.of(sequence), 1)[0]).sum();
  }

  private static GradientShard<String> shard(List<Bundle> bundles, int microBatch) {
    return new GradientShard<>(
        bundles,
        new InMemory(),
        new Likelihood(),
        STEP,
        new Pass(microBatch, 1, false, true),
        null);
  }

  private static Bundle pair(int chunk, int row) {
    return new Bundle(chunk, row, 1, 2, 4, 2, 2, 4, true);
  }

  private static TokenSequence probe(int chunk, int row) {
    return new TokenSequence(new int[] {1 + chunk}, new int[] {5, 6 + row});
  }

  /** Pairs named after their place. */
  private record InMemory() implements TrainingExamples<String> {

    @Override
    public DatasetHandle<?> dataset() {
      throw new AssertionError("No dataset is asked for");
    }

    @Override
    public List<Bundle> index(int chunk) {
      throw new AssertionError("The plan is made");
    }

    @Override
    public IntFunction<List<Example<String>>> open(int chunk) {
      OPENED.add(chunk);
      return row ->
          List.of(
              new Example<>(
                  List.of(
                      new TokenSequence(new int[] {2, 3 + chunk}, new int[] {4, 5 + row}),
                      new TokenSequence(new int[] {2, 3 + chunk}, new int[] {9 + row, 1})),
                  chunk + "." + row,
                  Optional.of(new Example.Probe(probe(chunk, row), -2))));
    }

    @Override
    public Optional<String> keptAs() {
      return Optional.empty();
    }
  }

  /** Minus the sum of log-probabilities. */
  private record Likelihood() implements Loss<String> {

    @Override
    public Unit unit() {
      return Unit.PAIR;
    }

    @Override
    public Set<TokenStatistic> statistics() {
      return Set.of(TokenStatistic.ENTROPY);
    }

    @Override
    public LossValue evaluate(Outputs outputs, List<String> examples, Denominators step) {
      assertThat(step).isEqualTo(STEP);
      assertThat(outputs.statistics()).containsOnlyKeys(TokenStatistic.ENTROPY);
      double[][] values = outputs.values();
      SEEN.add(examples + " " + values.length + " rows");
      double[][] gradient = new double[values.length][];
      double loss = 0;
      for (int row = 0; row < values.length; row++) {
        gradient[row] = new double[values[row].length];
        Arrays.fill(gradient[row], -1);
        loss -= Arrays.stream(values[row]).sum();
      }
      Sums sums = new Sums().add("examples", examples.size()).add("loss", loss);
      return new LossValue(loss, gradient, sums.greatest("rows", values.length));
    }

    @Override
    public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
      return new TreeMap<>();
    }
  }
}
