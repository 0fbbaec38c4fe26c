package dev.vireo.jobs.runtime.python;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * A function and what runs it.
 *
 * @param protocol what it is asked
 * @param files the file with the function, and those it needs
 * @param function the function's name
 * @param python the program that runs it
 * @param limit how long loading, or one call, may take
 */
public record PythonProgram(
    Protocol protocol, PythonFiles files, String function, String python, Duration limit)
    implements Serializable {

  /** What a process is asked, and by which script it answers. */
  public enum Protocol {
    /** Completions; it answers with their rewards. */
    REWARDS("rewards.py"),

    /** Conversations; it answers with what comes next in each. */
    CONVERSATIONS("conversations.py");

    private final String script;

    Protocol(String script) {
      this.script = script;
    }

    String script() {
      return script;
    }
  }

  /** What a process has loaded; processes with equal keys do the same. */
  record Key(
      Protocol protocol, Map<String, String> hashes, String file, String function, String python) {}

  Key key() {
    return new Key(protocol, files.hashes(), files.name(), function, python);
  }

  /** File and function, for messages: {@code reward() of reward.py}. */
  public String described() {
    return "%s() of %s".formatted(function, files.name());
  }
}
