package dev.vireo.store.files;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hidden names of files being written: {@code .part-00007.parquet.<host>-<process>-<count>.tmp}.
 * The name identifies the writer, so that the remains of a killed writer can be told from what
 * another driver is writing right now.
 */
public final class TemporaryName {
  private static final Duration FOREIGN_LIFETIME = Duration.ofDays(1);
  private static final Pattern PATTERN = Pattern.compile("\\..*\\.([^.]+)-(\\d+)-\\d+\\.tmp");
  private static final Pattern SCRATCH = Pattern.compile("vireo\\.([^.-]+)-(\\d{1,18})-\\d+");
  private static final AtomicLong COUNT = new AtomicLong();
  private static final String HOST = host();
  private static final long PROCESS = ProcessHandle.current().pid();

  private TemporaryName() {}

  /** A temporary name for the file {@code name} that no other writer uses. */
  public static String of(String name) {
    return "." + name + "." + HOST + "-" + PROCESS + "-" + COUNT.incrementAndGet() + ".tmp";
  }

  /**
   * Whether {@code name} is a temporary file whose writer is gone. Writers on other hosts cannot be
   * checked: their files count as left behind after a day.
   */
  public static boolean isLeftover(String name, long ageMillis) {
    Matcher matcher = PATTERN.matcher(name);
    if (!matcher.matches()) {
      return false;
    }
    return matcher.group(1).equals(HOST)
        ? isGone(Long.parseLong(matcher.group(2)))
        : ageMillis > FOREIGN_LIFETIME.toMillis();
  }

  /**
   * The prefix of names in the system's temporary folder: {@code vireo.<host>-<process>-}. The
   * system appends an unpredictable number.
   */
  static String scratch(long process) {
    return "vireo." + HOST + "-" + process + "-";
  }

  /**
   * Whether {@code name} has the prefix {@link #scratch} of a process of this host that is gone. A
   * container that shares the folder but not the processes has a different host name.
   */
  static boolean isScratchLeftover(String name) {
    Matcher matcher = SCRATCH.matcher(name);
    return matcher.matches()
        && matcher.group(1).equals(HOST)
        && isGone(Long.parseLong(matcher.group(2)));
  }

  private static boolean isGone(long process) {
    return !ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9]", "_");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
