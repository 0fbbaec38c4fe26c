package dev.vireo.jobs.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hidden names of files being written: {@code .part-00007.parquet.<host>-<process>-<count>.tmp}.
 * The name says who writes, so that what a killed writer left can be told from what another driver
 * is writing at this moment.
 */
final class TemporaryName {
  private static final Duration FOREIGN_LIFETIME = Duration.ofDays(1);
  private static final Pattern PATTERN = Pattern.compile("\\..*\\.([^.]+)-(\\d+)-\\d+\\.tmp");
  private static final AtomicLong COUNT = new AtomicLong();
  private static final String HOST = host();
  private static final long PROCESS = ProcessHandle.current().pid();

  private TemporaryName() {}

  /** A name that no other writer uses, for the file {@code name}. */
  static String of(String name) {
    return "." + name + "." + HOST + "-" + PROCESS + "-" + COUNT.incrementAndGet() + ".tmp";
  }

  /**
   * Whether {@code name} is a temporary file whose writer is gone. Writers on other hosts cannot be
   * asked: their files count as left behind after a day.
   */
  static boolean isLeftover(String name, long ageMillis) {
    Matcher matcher = PATTERN.matcher(name);
    if (!matcher.matches()) {
      return false;
    }
    if (matcher.group(1).equals(HOST)) {
      return ProcessHandle.of(Long.parseLong(matcher.group(2)))
          .map(process -> !process.isAlive())
          .orElse(true);
    }
    return ageMillis > FOREIGN_LIFETIME.toMillis();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9]", "_");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
