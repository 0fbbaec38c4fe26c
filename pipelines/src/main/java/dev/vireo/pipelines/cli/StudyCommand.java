package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.study.StudyTable;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.RecordJson;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo study}: what a study has come to. */
@Command(
    name = "study",
    description = {
      "Print what a run of the pipeline study has come to: gold and proxy reward of the best of n"
          + " completions, votes, trained policies, and where optimizing the proxy stops paying.",
      "",
      "'vireo run CONF' makes the study; this reads its report."
    })
final class StudyCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    RunDirectory directory = RunLocation.of(run);
    RunRecord.require(directory);
    StudyReport report =
        StudyFile.read(directory)
            .orElseThrow(
                () ->
                    new InputException(
                        "There is no finished study in %s: run a configuration of the pipeline study there first"
                            .formatted(directory)));
    String text = json ? CanonicalJson.pretty(RecordJson.of(report)) : StudyTable.text(report);
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }
}
