package dev.vireo.jobs.rewards.python;

import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;
import java.util.List;

/**
 * Options of a reward of type {@code python}.
 *
 * @param path the file with the function, on the driver's machine; required
 * @param function its name
 * @param files further files that it imports or reads, put into its working directory
 * @param messagesColumn an attribute column with the messages that the completion answers: prompts
 *     and completions are then lists of messages
 * @param python the program that runs it, on every machine
 * @param timeoutSeconds how long loading, or one call, may take
 */
public record PythonOptions(
    String path,
    String function,
    List<String> files,
    String messagesColumn,
    String python,
    int timeoutSeconds)
    implements Serializable {

  /** Checks what needs no file. */
  public PythonOptions {
    files = files == null ? List.of() : List.copyOf(files);
    RewardOptions.needed("function", function);
    RewardOptions.needed("python", python);
    RewardOptions.atLeast("timeout-seconds", timeoutSeconds, 1);
  }

  /** The defaults. */
  public static PythonOptions defaults() {
    return new PythonOptions(null, "reward", List.of(), null, "python3", 600);
  }
}
