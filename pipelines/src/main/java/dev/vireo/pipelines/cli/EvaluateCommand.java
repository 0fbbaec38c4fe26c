package dev.vireo.pipelines.cli;

import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.pipelines.run.RunSession;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo evaluate}: a model on a configuration's held-out prompts. */
@Command(
    name = "evaluate",
    description =
        "Evaluate a model directory with a configuration's rewards on its held-out prompts.")
final class EvaluateCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A Hugging Face model directory, such as one of a run's checkpoints.")
  private Path model;

  @Mixin private Overrides overrides;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    print(
        out,
        RunSession.evaluate(overrides.over(file), model, ProgressOutput.ofEachStage(vireo, 0)));
    return ExitCode.DONE;
  }

  private void print(PrintWriter out, EvaluationResult result) {
    if (json) {
      out.println(Means.json(result.means()));
    } else {
      new TreeMap<>(result.means())
          .forEach((name, mean) -> out.printf("%-24s %s%n", name, Means.text("%.4f", mean)));
    }
  }
}
