package dev.vireo.benchmarks.learning.cells;

import dev.vireo.benchmarks.learning.grid.Job;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Jobs that several lanes take from, none before those that it needs. */
final class Schedule {

  private final List<Job> waiting;
  private final Set<String> open = new HashSet<>();
  private final int jobs;
  private int done;
  private boolean stopped;

  Schedule(List<Job> jobs) {
    this.waiting = new ArrayList<>(jobs);
    this.jobs = jobs.size();
    jobs.forEach(job -> open.add(job.name()));
  }

  /** The next job; empty if none is left. Waits while all that are left need one that runs. */
  synchronized Optional<Job> take() throws InterruptedException {
    while (!stopped && !waiting.isEmpty()) {
      for (Job job : waiting) {
        if (job.needs().stream().noneMatch(open::contains)) {
          waiting.remove(job);
          return Optional.of(job);
        }
      }
      wait();
    }
    return Optional.empty();
  }

  /** A job is done. */
  synchronized void done(Job job) {
    open.remove(job.name());
    done++;
    notifyAll();
  }

  /** Gives out no more. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  synchronized int doneJobs() {
    return done;
  }

  int jobs() {
    return jobs;
  }
}
