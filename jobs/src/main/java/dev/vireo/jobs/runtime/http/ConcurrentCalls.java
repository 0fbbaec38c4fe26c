package dev.vireo.jobs.runtime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Queries to a server, a bounded number of them at a time. */
public final class ConcurrentCalls {

  /** Asks one of them. */
  @FunctionalInterface
  public interface Ask<Q, A> {
    /** The answer to a query. */
    A ask(Q query) throws InterruptedException;
  }

  private ConcurrentCalls() {}

  /**
   * Asks every query and waits for all answers. The first that fails for good ends the others.
   *
   * @param concurrency how many at a time
   * @return the answers, in the queries' order
   * @throws dev.vireo.algorithms.InputException as asking does
   */
  public static <Q, A> List<A> all(int concurrency, List<Q> queries, Ask<Q, A> ask) {
    if (queries.isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(concurrency, queries.size()), ConcurrentCalls::thread);
    try {
      return collect(queries, ask, threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a server", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static <Q, A> List<A> collect(List<Q> queries, Ask<Q, A> ask, ExecutorService threads)
      throws InterruptedException {
    record Answered<A>(int query, A answer) {}
    CompletionService<Answered<A>> service = new ExecutorCompletionService<>(threads);
    List<A> answers = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      int query = i;
      answers.add(null);
      service.submit(() -> new Answered<>(query, ask.ask(queries.get(query))));
    }
    for (int i = 0; i < queries.size(); i++) {
      Future<Answered<A>> next = service.take();
      try {
        answers.set(next.get().query(), next.get().answer());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return answers;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "vireo-request");
    thread.setDaemon(true);
    return thread;
  }
}
