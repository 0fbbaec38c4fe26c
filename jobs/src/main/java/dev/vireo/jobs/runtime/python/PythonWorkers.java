package dev.vireo.jobs.runtime.python;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The Python processes of this virtual machine that nobody uses at the moment. A task takes one
 * that has loaded its function, or starts one, and gives it back; after a minute of idleness it
 * ends, so that what it holds in memory does not stay through other stages.
 */
public final class PythonWorkers {
  private static final long IDLE_SECONDS = 60;

  private static final Map<PythonProgram.Key, Deque<PythonWorker>> IDLE = new HashMap<>();

  /** What the functions that were loaded here need. */
  private static final Map<PythonProgram.Key, List<String>> CHECKED = new ConcurrentHashMap<>();

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(IDLE_SECONDS, TimeUnit.SECONDS);

  private PythonWorkers() {}

  /**
   * Makes sure, once, that a process can load the function here.
   *
   * @return the arguments that it cannot be called without
   * @throws dev.vireo.algorithms.InputException if none can
   */
  public static List<String> check(PythonProgram program) {
    List<String> known = CHECKED.get(program.key());
    if (known == null) {
      known = with(program, PythonWorker::needs);
      CHECKED.put(program.key(), known);
    }
    return known;
  }

  /** Lends a process to some work. If that fails the process ends: nobody knows its state then. */
  public static <V> V with(PythonProgram program, Function<PythonWorker, V> work) {
    PythonProgram.Key key = program.key();
    PythonWorker worker = takeIdle(key).orElseGet(() -> PythonWorker.start(program));
    boolean done = false;
    try {
      V result = work.apply(worker);
      done = true;
      return result;
    } finally {
      if (done) {
        giveBack(key, worker);
      } else {
        worker.close();
      }
    }
  }

  private static Optional<PythonWorker> takeIdle(PythonProgram.Key key) {
    synchronized (IDLE) {
      Deque<PythonWorker> idle = IDLE.getOrDefault(key, new ArrayDeque<>());
      while (!idle.isEmpty()) {
        PythonWorker worker = idle.pop();
        if (worker.isAlive()) {
          return Optional.of(worker);
        }
        worker.close();
      }
      return Optional.empty();
    }
  }

  private static void giveBack(PythonProgram.Key key, PythonWorker worker) {
    synchronized (IDLE) {
      IDLE.computeIfAbsent(key, each -> new ArrayDeque<>()).push(worker);
    }
    long uses = worker.uses();
    LATER.execute(() -> endIfIdle(key, worker, uses));
  }

  private static void endIfIdle(PythonProgram.Key key, PythonWorker worker, long uses) {
    synchronized (IDLE) {
      Deque<PythonWorker> idle = IDLE.get(key);
      if (idle == null || worker.uses() != uses || !idle.remove(worker)) {
        return;
      }
      if (idle.isEmpty()) {
        IDLE.remove(key);
      }
    }
    worker.close();
  }
}
