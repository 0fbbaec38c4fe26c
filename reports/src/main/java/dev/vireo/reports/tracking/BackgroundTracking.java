package dev.vireo.reports.tracking;

import dev.vireo.store.run.RunDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps trackers up to date while a run is under way, in a thread of its own: the run never waits
 * for a tracker, and a tracker that is down is only mentioned. All news bring every tracker up to
 * date, so one that was down for a while catches up.
 */
public final class BackgroundTracking {

  private final RunFeed feed;
  private final List<Tracker> trackers;
  private final Consumer<String> say;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "vireo tracking");
            made.setDaemon(true);
            return made;
          });

  /** The places that the last attempt failed at. */
  private final Set<String> behind = new TreeSet<>();

  private boolean unreadable;

  private News pending = News.NONE;
  private boolean heard;
  private boolean done;
  private RunState state = RunState.RUNNING;

  /**
   * Begins to follow a run; nothing happens before there is news.
   *
   * @param say hears a line now and then, in any thread
   */
  public BackgroundTracking(RunDirectory run, List<Tracker> trackers, Consumer<String> say) {
    this.feed = new RunFeed(run);
    this.trackers = List.copyOf(trackers);
    this.say = say;
  }

  /** An iteration has ended. */
  public void iterationEnded(int iteration) {
    hear(News.iteration(iteration));
  }

  /** A policy has been judged. */
  public void evaluated(long step) {
    hear(News.evaluation(step));
  }

  /** Something else has been published, such as a checkpoint of fine-tuning. */
  public void changed() {
    hear(News.ALL);
  }

  /**
   * Sends what is left and ends; says so where a tracker stays behind.
   *
   * @param reached a run that goes on in another process is still running
   * @param patience how long to wait
   */
  public void end(RunState reached, Duration patience) {
    synchronized (this) {
      state = reached;
      boolean silent = !heard && reached == RunState.RUNNING;
      if (!silent) {
        hear(News.NONE);
      }
      thread.shutdown();
      if (silent || trackers.isEmpty()) {
        return;
      }
    }
    boolean ended = false;
    try {
      ended = thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> left;
    synchronized (this) {
      left = ended && done ? List.copyOf(behind) : trackers.stream().map(Tracker::place).toList();
    }
    if (!left.isEmpty()) {
      say.accept("tracking: 'vireo track' sends what is missing to " + String.join(", ", left));
    }
  }

  private synchronized void hear(News news) {
    if (trackers.isEmpty() || thread.isShutdown()) {
      return;
    }
    pending = pending.and(news);
    heard = true;
    thread.execute(this::work);
  }

  private void work() {
    News news;
    RunState now;
    synchronized (this) {
      news = pending;
      now = state;
      pending = News.NONE;
      done = false;
    }
    try {
      News unpublished = feed.read(news);
      TrackedRun run = feed.current(now);
      for (Tracker tracker : trackers) {
        send(tracker, run);
      }
      synchronized (this) {
        pending = pending.and(unpublished);
        unreadable = false;
        done = true;
      }
    } catch (RuntimeException e) {
      boolean first;
      synchronized (this) {
        pending = pending.and(News.ALL);
        first = !unreadable;
        unreadable = true;
      }
      if (first) {
        say.accept("tracking: the run cannot be read: " + e.getMessage());
      }
    }
  }

  private void send(Tracker tracker, TrackedRun run) {
    String line = "";
    try {
      tracker.catchUp(run);
      synchronized (this) {
        if (behind.remove(tracker.place())) {
          line = "tracking: " + tracker.place() + " is up to date again";
        }
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        if (behind.add(tracker.place())) {
          String reason =
              e instanceof TrackingException ? e.getMessage() : tracker.place() + ": " + e;
          line = "tracking: " + reason + "; the run goes on, and this is tried again";
        }
      }
    }
    if (!line.isEmpty()) {
      say.accept(line);
    }
  }
}
