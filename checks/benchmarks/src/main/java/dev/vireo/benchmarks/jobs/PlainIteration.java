package dev.vireo.benchmarks.jobs;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.models.training.AdamW;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The same iterations in one plain loop: threads that share a heap, no Spark, no files. Work is cut
 * into the same chunks, shards and micro-batches.
 */
final class PlainIteration implements AutoCloseable {
  private final Stopwatch stopwatch = new Stopwatch();
  private final IterationWork work;
  private final long seed;
  private final int[] stopTokenIds;
  private final Tokenizer tokenizer;
  private final ParameterSet parameters;
  private final AdamW optimizer;
  private final ExecutorService threads;
  private final BlockingQueue<Model> policies;

  PlainIteration(
      IterationWork work, ModelDirectory model, Compute compute, int threads, long seed) {
    this.work = work;
    this.seed = seed;
    this.tokenizer = model.tokenizer();
    this.stopTokenIds = model.stopTokenIds(tokenizer);
    this.parameters = model.parameters();
    this.optimizer = new AdamW(work.update().optimizer(), OptimizerState.initial(parameters));
    this.threads = Executors.newFixedThreadPool(threads);
    this.policies = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      policies.add(Model.create(model.config(), model.head(), parameters, compute));
    }
  }

  /** Runs one iteration, and returns its completion tokens. */
  long run(int iteration) {
    List<TrainingGroup> groups =
        stopwatch.time("rollouts, rewards, adjustment", () -> collect(iteration));
    return stopwatch.time("update", () -> update(groups));
  }

  private long update(List<TrainingGroup> groups) {
    List<List<TrainingGroup>> shards = shards(groups);
    long tokens = groups.stream().mapToLong(TrainingGroup::tokens).sum();
    long sequences = groups.stream().mapToLong(group -> group.rows().size()).sum();
    Denominators step =
        new Denominators(
            sequences,
            sequences,
            tokens,
            tokens,
            tokens,
            shards.stream().mapToInt(this::microBatches).sum(),
            work.rollouts().maxNewTokens());
    ParameterSet gradient = ParameterSet.zeros(parameters.sizes());
    onPolicies(shards, shard -> policy -> PlainGradient.of(policy, shard, work, step))
        .forEach(gradient::add);
    optimizer.step(parameters, gradient);
    policies.forEach(policy -> policy.assign(parameters));
    return tokens;
  }

  /** Where the time goes. */
  Stopwatch stopwatch() {
    return stopwatch;
  }

  private List<TrainingGroup> collect(int iteration) {
    SamplingSettings sampling = work.rollouts().sampling();
    SampleRequest request =
        new SampleRequest(
            work.rollouts().groupSize(),
            work.rollouts().maxNewTokens(),
            sampling,
            stopTokenIds,
            seed,
            iteration);
    PlainGroups groups = new PlainGroups(work, request, tokenizer);
    List<TrainingGroup> collected = new ArrayList<>();
    onPolicies(parts(work.prompts(), work.rollouts().chunkGroups()), groups::collect)
        .forEach(collected::addAll);
    return collected;
  }

  /** Groups of one length are cut by number as well as by tokens. */
  private List<List<TrainingGroup>> shards(List<TrainingGroup> groups) {
    List<TrainingGroup> trained = groups.stream().filter(TrainingGroup::signal).toList();
    int count = work.update().gradientShards();
    return parts(trained, Math.max(1, (trained.size() + count - 1) / count));
  }

  private int microBatches(List<TrainingGroup> shard) {
    int rows = shard.stream().mapToInt(group -> group.rows().size()).sum();
    int size = work.update().microBatchCompletions();
    return (rows + size - 1) / size;
  }

  private static <T> List<List<T>> parts(List<T> whole, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < whole.size(); from += size) {
      parts.add(whole.subList(from, Math.min(from + size, whole.size())));
    }
    return parts;
  }

  /** Works on every part, each with a policy of its own meanwhile; results in order. */
  private <T, R> List<R> onPolicies(List<T> parts, Function<T, Function<Model, R>> task) {
    List<Callable<R>> calls = new ArrayList<>();
    for (T part : parts) {
      Function<Model, R> run = task.apply(part);
      calls.add(
          () -> {
            Model policy = policies.take();
            try {
              return run.apply(policy);
            } finally {
              policies.add(policy);
            }
          });
    }
    try {
      List<R> results = new ArrayList<>();
      for (Future<R> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("An iteration failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    policies.forEach(Model::close);
    tokenizer.close();
  }
}
