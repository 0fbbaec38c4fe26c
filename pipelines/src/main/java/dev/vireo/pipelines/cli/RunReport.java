package dev.vireo.pipelines.cli;

import dev.vireo.jobs.evaluate.EvaluationResult;
import dev.vireo.pipelines.grpo.RunSession;
import dev.vireo.pipelines.grpo.RunSummary;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a run has come to, for a person. */
final class RunReport {

  private RunReport() {}

  static void print(Vireo vireo, RunSession session, RunSummary summary) {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    String accuracy = session.config().evaluation().accuracy();
    out.println();
    for (EvaluationResult evaluation : summary.evaluations()) {
      out.printf(
          Locale.ROOT,
          "step %6d  held-out %s %.3f%n",
          evaluation.step(),
          accuracy == null ? "reward" : accuracy,
          evaluation.accuracy(accuracy));
    }
    out.println("run directory  " + session.context().run());
    out.println("model          " + summary.policy());
  }
}
