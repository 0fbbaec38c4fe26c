package dev.vireo.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the checks work with.
 *
 * @param root the checkout
 * @param work a folder that is deleted in the end
 * @param runs two finished runs of the pipeline grpo, to be compared with each other
 * @param screenshots where pictures go, if they are wanted
 */
record Workshop(Path root, Path work, List<Path> runs, Optional<Path> screenshots) {

  Workshop {
    runs = List.copyOf(runs);
  }

  /** The run of a study. */
  Path study() {
    return work.resolve("study");
  }

  /** Runs a command of {@code ./vireo} to its end, which must be a good one; returns its output. */
  String vireo(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("vireo").toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(work, "vireo-", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int exitCode = process.waitFor();
    String printed = Files.readString(out);
    Unmet.unless(exitCode == 0, "%s ended with %d: %s", command, exitCode, printed);
    return printed;
  }
}
