package dev.vireo.jobs.torch;

import dev.vireo.jobs.runtime.devices.TaskDevice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;

/**
 * The workers of this virtual machine that score. A task borrows one at a time, which has all of a
 * model; at most {@link TorchSettings#processes} have the same one, and further tasks wait. Idle
 * ones stay for the next task, but neither for long nor beside another model, as they hold memory:
 * only reward models stay beside each other.
 */
public final class WorkerPool {
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** A worker that is lost is replaced once; then Spark may have another executor. */
  private static final int ATTEMPTS = 2;

  /** The one given back last comes first. */
  private static final Deque<Idle> IDLE_WORKERS = new ArrayDeque<>();

  /** Those that there are of each model, idle ones too. */
  private static final Map<Key, Integer> COUNTS = new HashMap<>();

  /**
   * A model that is to score.
   *
   * @param key names its parameters: equal keys promise equal bits
   * @param staysBeside whether it stays beside others of which that is true
   * @param load what a worker loads; asked for where one has to
   */
  public record Scored(String key, boolean staysBeside, Supplier<WorkerModel> load) {}

  /** What one worker can be used for. */
  private record Key(
      TorchSettings settings, String model, boolean staysBeside, Optional<String> gpu) {}

  private record Idle(Key key, TorchWorker worker, long since) {}

  private WorkerPool() {}

  /**
   * Runs work with a worker that holds the model and that nobody else uses.
   *
   * @param work gives the same however often it is done
   * @throws dev.vireo.algorithms.InputException if the worker says what the user must mend
   * @throws WorkerLostException if workers end or hang again and again
   */
  public static <R> R with(TorchSettings settings, Scored model, Function<TorchWorker, R> work) {
    Key key = new Key(settings, model.key(), model.staysBeside(), TaskDevice.address());
    for (int attempt = 1; ; attempt++) {
      try {
        return once(key, model, work);
      } catch (WorkerLostException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static <R> R once(Key key, Scored model, Function<TorchWorker, R> work) {
    Optional<TorchWorker> taken = take(key);
    boolean finished = false;
    try {
      if (taken.isEmpty()) {
        taken = Optional.of(start(key, model));
      }
      R result = work.apply(taken.get());
      finished = true;
      return result;
    } finally {
      if (finished) {
        giveBack(key, taken.get());
      } else {
        taken.ifPresent(TorchWorker::close);
        forget(key);
      }
    }
  }

  /** An idle worker, or room for a new one. */
  private static Optional<TorchWorker> take(Key key) {
    synchronized (COUNTS) {
      while (true) {
        for (Idle idle : List.copyOf(IDLE_WORKERS)) {
          if (idle.key().equals(key)) {
            IDLE_WORKERS.remove(idle);
            return Optional.of(idle.worker());
          }
        }
        if (COUNTS.getOrDefault(key, 0) < key.settings().processes()) {
          closeIdle(idle -> !(idle.key().staysBeside() && key.staysBeside()));
          COUNTS.merge(key, 1, Integer::sum);
          return Optional.empty();
        }
        await();
      }
    }
  }

  private static void await() {
    try {
      COUNTS.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a torch worker", e);
    }
  }

  private static TorchWorker start(Key key, Scored model) {
    SparkEnv spark = SparkEnv.get();
    String where = "scoring on " + spark.blockManager().blockManagerId().host();
    TorchWorker worker =
        TorchWorker.start(key.settings(), where, TorchWorker.device(spark.conf()), key.gpu());
    try {
      worker.beginAlone(model.load().get());
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  private static void giveBack(Key key, TorchWorker worker) {
    synchronized (COUNTS) {
      IDLE_WORKERS.addFirst(new Idle(key, worker, System.nanoTime()));
      COUNTS.notifyAll();
    }
    CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> closeIdle(idle -> System.nanoTime() - idle.since() >= IDLE.toNanos()));
  }

  private static void forget(Key key) {
    synchronized (COUNTS) {
      COUNTS.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
      COUNTS.notifyAll();
    }
  }

  /** Ends the workers that nobody uses, as others need their memory. */
  public static void closeIdle() {
    closeIdle(idle -> true);
  }

  private static void closeIdle(Predicate<Idle> going) {
    synchronized (COUNTS) {
      IDLE_WORKERS.removeIf(
          idle -> {
            if (!going.test(idle)) {
              return false;
            }
            idle.worker().close();
            forget(idle.key());
            return true;
          });
    }
  }
}
