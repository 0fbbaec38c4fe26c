package dev.vireo.jobs.runtime.http;

import java.time.Duration;

/** Waits; tests have one that only notes how long. */
@FunctionalInterface
public interface Sleeper {

  /** Really waits. */
  Sleeper SYSTEM = time -> Thread.sleep(time.toMillis());

  /** Returns after that time. */
  void sleep(Duration time) throws InterruptedException;
}
