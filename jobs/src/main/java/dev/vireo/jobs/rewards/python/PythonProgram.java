package dev.vireo.jobs.rewards.python;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * A function and what runs it.
 *
 * @param files the file with the function, and those it needs
 * @param function the function's name
 * @param python the program that runs it
 * @param limit how long loading, or one call, may take
 */
record PythonProgram(PythonFiles files, String function, String python, Duration limit)
    implements Serializable {

  /** What a process has loaded; processes with equal keys do the same. */
  record Key(Map<String, String> hashes, String file, String function, String python) {}

  Key key() {
    return new Key(files.hashes(), files.name(), function, python);
  }

  /** File and function, for messages: {@code reward() of reward.py}. */
  String described() {
    return "%s() of %s".formatted(function, files.name());
  }
}
