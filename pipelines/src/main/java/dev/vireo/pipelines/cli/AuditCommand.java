package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo audit}: what a run's rewards reward besides what they are meant to. */
@Command(
    name = "audit",
    description = {
      "Audit a run's rewards: do they reward length, emoji, bold, lists, headings, links,"
          + " exclamation marks, affirmative openings or repetition?",
      "",
      "Prints a verdict and a table, and keeps both in the run, where 'vireo report' finds them."
          + " Nothing else in the run changes."
    })
final class AuditCommand implements Callable<Integer> {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(
      names = "--iterations",
      paramLabel = "A-B",
      description = "The iterations to look at; all with rewards if not given.")
  private String iterations;

  @Option(
      names = "--reward",
      paramLabel = "NAME",
      description = "Show one reward only: reward for the total, or a reward function's name.")
  private String reward;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    return AuditOfRun.print(vireo, run, range(), Optional.ofNullable(reward), json);
  }

  /** First and last iteration; null if not given. */
  private int[] range() {
    if (iterations == null) {
      return null;
    }
    Matcher matcher = RANGE.matcher(iterations);
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first >= 1 && last >= first) {
        return new int[] {first, last};
      }
    }
    throw new InputException(
        "--iterations is '%s'; give a range from 1 on, such as 5-10, or one iteration"
            .formatted(iterations));
  }
}
