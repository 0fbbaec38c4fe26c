package dev.vireo.benchmarks.adjust;

import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.VarianceIncrease;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The adjustment of one group beside a sort of the same doubles. Each call gets another group, so
 * that no branch predictor learns one by heart.
 *
 * <p>{@code checks/benchmarks/run VarianceIncreaseBenchmark} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VarianceIncreaseBenchmark {
  private static final double LOWER = -1;
  private static final double UPPER = 2;

  /** Completions in the group. */
  @Param({"8", "16", "64", "1024", "10000", "1000000"})
  public int size;

  private double[][] rewards;
  private double[][] weights;
  private int next;

  /** Makes as many groups as keep a predictor from learning them, within reason. */
  @Setup(Level.Trial)
  public void draw() {
    int groups = Math.max(4, Math.min(4096, 1 << 20 >>> (31 - Integer.numberOfLeadingZeros(size))));
    SplittableRandom random = new SplittableRandom(1);
    rewards = new double[groups][size];
    weights = new double[groups][size];
    for (int g = 0; g < groups; g++) {
      for (int i = 0; i < size; i++) {
        rewards[g][i] = random.nextDouble();
        weights[g][i] = random.nextDouble() + 0.1;
      }
    }
  }

  /** The adjustment. */
  @Benchmark
  public double[] maximise() {
    int group = next();
    return VarianceIncrease.maximise(rewards[group], weights[group], LOWER, UPPER, Ties.MERGE, 0);
  }

  /** The adjustment, equal rewards split. */
  @Benchmark
  public double[] maximiseSplit() {
    int group = next();
    return VarianceIncrease.maximise(rewards[group], weights[group], LOWER, UPPER, Ties.SPLIT, 0);
  }

  /** The adjustment with a tie tolerance. */
  @Benchmark
  public double[] maximiseTolerant() {
    int group = next();
    return VarianceIncrease.maximise(
        rewards[group], weights[group], LOWER, UPPER, Ties.MERGE, 1e-9);
  }

  /** What it is measured by. */
  @Benchmark
  public double[] sort() {
    double[] sorted = rewards[next()].clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private int next() {
    next = next + 1 == rewards.length ? 0 : next + 1;
    return next;
  }
}
