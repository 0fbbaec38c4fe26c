package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo run}: the whole pipeline of a configuration. */
@Command(
    name = "run",
    description = {
      "Run a configuration's pipeline, or several one after the other: every stage that is not"
          + " done yet.",
      "",
      "To continue a run that was stopped or killed, run the same command again.",
      "",
      "A setting or an input may change as long as no stage that reads it has published anything."
          + " Otherwise use another directory, --redo, or 'vireo fork'."
    })
final class RunCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(
      arity = "1..*",
      paramLabel = "CONF",
      description = {
        Overrides.CONF,
        "Several run in this order; each is checked as far as possible before the first begins."
      })
  private List<String> files = List.of();

  @Mixin private Overrides overrides;

  @Option(names = "--json", description = "End with the result as one line of JSON.")
  private boolean json;

  @Mixin private StartOptions start;

  @Override
  public Integer call() {
    if (files.size() > 1 && start.redoes()) {
      throw new InputException("--redo applies to one run: name one configuration");
    }
    checkAll();
    for (String file : files) {
      run(overrides.over(file));
    }
    return ExitCode.DONE;
  }

  /** What does not wait for a run that comes before. */
  private void checkAll() {
    Set<String> before = new HashSet<>();
    files.forEach(file -> check(file, before));
  }

  /**
   * Checks one of them.
   *
   * @param before the run directories of those before it, to which its own is added
   */
  private void check(String file, Set<String> before) {
    ResolvedConfig<?> written = Configurations.read(file, overrides.settings());
    RunSettings config = Configurations.settings(written);
    String from = config instanceof ModelRun policy ? policy.policy().from() : null;
    if (from == null) {
      written.check(config::checkPlaces);
      RunSession.check(written);
    } else if (!before.contains(from)) {
      RunSession.check(overrides.over(file));
    }
    before.add(config.run());
  }

  private void run(ResolvedConfig<?> config) {
    try (RunSession session =
        RunSession.open(
            config,
            ProgressOutput.of(vireo, Configurations.settings(config)),
            start.redo(vireo, 1),
            start.checksServers())) {
      if (!RunReport.isBeyond(vireo, session)) {
        new RunReport(session, session.run()).print(vireo, json);
      }
    }
  }
}
