package dev.vireo.pipelines.run;

import dev.vireo.jobs.runtime.WaitingException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Work that is done before it is asked for, on a second thread of the driver, while the first goes
 * on with other work. There is at most one such work at a time. Where either thread fails, the
 * other is stopped, and what failed first is what the caller hears of.
 *
 * @param <R> what the work makes
 */
final class Ahead<R> {

  /** The two threads, by whose jobs each can be stopped. */
  enum Side {
    /** What goes on. */
    NOW,
    /** What is done before it is asked for. */
    AHEAD
  }

  /** The jobs of both threads. */
  interface Jobs {

    /** Says that what this thread starts from now on is of a side. */
    void of(Side side);

    /** Stops what of a side is running. */
    void stop(Side side);

    /** Says that this thread is of no side any more. */
    void ofNeither();
  }

  /** Whoever is stopped may be between two jobs, so it is stopped again until it has noticed. */
  private static final long BETWEEN_STOPS_MILLIS = 100;

  private final Jobs jobs;
  private final AtomicReference<Throwable> first = new AtomicReference<>();
  private final CountDownLatch noticed = new CountDownLatch(1);
  private Optional<Thread> thread = Optional.empty();
  private Optional<Supplier<R>> next = Optional.empty();

  Ahead(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * Does work beside which other work may be begun; when it returns, none is going on.
   *
   * @throws RuntimeException what failed first, on whichever thread; an undeclared exception of
   *     Spark's as it was
   */
  <T> T beside(Supplier<T> work) {
    jobs.of(Side.NOW);
    try {
      T result = work.get();
      end();
      return result;
    } catch (WaitingException e) {
      // Nothing is wrong: what others are awaited for may take as long as what was begun.
      noticed.countDown();
      thread.ifPresent(Ahead::await);
      throw e;
    } catch (Throwable e) {
      // Spark throws what it does not declare, so that more comes here than the compiler knows of.
      boolean failedHere = first.compareAndSet(null, e);
      noticed.countDown();
      if (failedHere) {
        thread.ifPresent(this::stop);
        throw e;
      }
      throw Ahead.<RuntimeException>asItWas(first.get());
    } finally {
      jobs.ofNeither();
    }
  }

  /** What was begun and never asked for: it ends, and well. */
  private void end() {
    noticed.countDown();
    thread.ifPresent(Ahead::await);
    if (first.get() != null) {
      throw Ahead.<RuntimeException>asItWas(first.get());
    }
  }

  /** Begins what will be asked for next. */
  void begin(Supplier<R> work) {
    CompletableFuture<R> result = new CompletableFuture<>();
    Thread begun = new Thread(() -> run(work, result), "ahead");
    // A signal ends the process; it does not wait.
    begun.setDaemon(true);
    begun.start();
    thread = Optional.of(begun);
    next = Optional.of(() -> join(result));
  }

  /** Leaves what will be asked for next until then. */
  void postpone(Supplier<R> work) {
    next = Optional.of(work);
  }

  /**
   * What was begun or postponed last.
   *
   * @param otherwise makes it if nothing was
   */
  R take(Supplier<R> otherwise) {
    Supplier<R> taken = next.orElse(otherwise);
    next = Optional.empty();
    return taken.get();
  }

  private void run(Supplier<R> work, CompletableFuture<R> result) {
    try {
      jobs.of(Side.AHEAD);
      result.complete(work.get());
    } catch (Throwable e) {
      boolean failedHere = first.compareAndSet(null, e);
      result.completeExceptionally(e);
      if (failedHere) {
        stopUntilNoticed();
      }
    }
  }

  private void stopUntilNoticed() {
    try {
      do {
        jobs.stop(Side.NOW);
      } while (!noticed.await(BETWEEN_STOPS_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(Thread begun) {
    try {
      do {
        jobs.stop(Side.AHEAD);
        begun.interrupt();
        begun.join(BETWEEN_STOPS_MILLIS);
      } while (begun.isAlive());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A thread that was interrupted leaves a job behind that it had just started.
    jobs.stop(Side.AHEAD);
  }

  private static void await(Thread begun) {
    try {
      begun.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <R> R join(CompletableFuture<R> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw Ahead.<RuntimeException>asItWas(e.getCause());
    }
  }

  /** Throws a failure as it was thrown, whether or not it was declared. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asItWas(Throwable failure) throws E {
    throw (E) failure;
  }
}
