package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo rescore}: what other rules would have made of a run's rollouts. */
@Command(
    name = "rescore",
    description = {
      "Compare rules over a GRPO run's stored completions and rewards: what other algorithms,"
          + " adjustments, advantages or rewards would have made of them. Nothing is sampled or"
          + " trained.",
      "",
      "Prints variance, share of groups without a signal, how advantages correlate with each reward"
          + " and, on request, cosines of the policy gradients. Each rule's advantages are kept in"
          + " RUN/rescored; nothing else in the run changes."
    })
final class RescoreCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = {
        "YAML file with the rules: what each says in place of the run's configuration.",
        "If not given: the run's own rule, grpo, and grpovi with its default adjustment."
      })
  private String rules;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first iteration; ${DEFAULT-VALUE} if not given.")
  private int from;

  @Option(
      names = "--to",
      paramLabel = "N",
      description = "The last iteration; the last with rewards if not given.")
  private Integer to;

  @Option(
      names = "--gradients",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Compare the policy gradients too, over N groups, at the policies that these came from.")
  private int gradients;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "A folder for the results; RUN/rescored/NAME if not given, NAME being the file's.")
  private String out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (from < 1 || to != null && to < from) {
      throw new InputException(
          "--from is %d and --to %s: give iterations from 1 on, the first one first"
              .formatted(from, to == null ? "not given" : to.toString()));
    }
    if (gradients < 0) {
      throw new InputException(
          "--gradients is %d: give a number of groups, or leave it out".formatted(gradients));
    }
    return RescoreOfRun.print(
        vireo,
        run,
        Optional.ofNullable(rules),
        from,
        to == null ? 0 : to,
        gradients,
        Optional.ofNullable(out),
        json);
  }
}
