package dev.vireo.jobs.runtime.http;

import dev.vireo.algorithms.sampling.SamplingKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * How long to wait before a further attempt: 1 s, then twice as long each time up to a minute, each
 * between half of that and all of it, so that requests that failed together do not come back
 * together. A server that says when to come back is believed, up to ten minutes.
 */
final class RetryDelays {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(10);

  private final InstantSource clock;

  /**
   * @param clock for a server that names a date
   */
  RetryDelays(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The wait after a failed attempt.
   *
   * @param key decides the jitter, together with the attempt
   * @param attempt attempts that have failed, from 1
   * @param retryAfter the header of that name: seconds, or a date
   */
  Duration after(long key, int attempt, Optional<String> retryAfter) {
    Duration asked = retryAfter.map(this::asked).orElse(Duration.ZERO);
    Duration own = backOff(key, attempt);
    return asked.compareTo(own) > 0 ? asked : own;
  }

  private static Duration backOff(long key, int attempt) {
    long doubled = FIRST.toMillis() << Math.min(attempt - 1, 20);
    long most = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(Math.round(most * (0.5 + 0.5 * SamplingKey.uniform(key, attempt))));
  }

  private Duration asked(String header) {
    Duration asked;
    if (header.strip().matches("[0-9]{1,9}")) {
      asked = Duration.ofSeconds(Long.parseLong(header.strip()));
    } else {
      try {
        ZonedDateTime date =
            ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
        asked = Duration.between(clock.instant(), date.toInstant());
      } catch (DateTimeException e) {
        return Duration.ZERO;
      }
    }
    return asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
  }
}
