package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.pipelines.run.BestPolicy;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunResult;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.reports.study.StudyTable;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a run has come to, for a person or for a program. */
final class RunReport {

  private final RunDirectory directory;
  private final String run;
  private final boolean iterates;
  private final EvaluationSettings evaluation;
  private final RunResult result;

  RunReport(RunSession session, RunResult result) {
    this.directory = session.context().run();
    this.run = directory.toString();
    this.iterates = session.config().iterations() > 0;
    this.evaluation =
        session.config() instanceof PolicyRun policy
            ? policy.evaluation()
            : EvaluationSettings.defaults();
    this.result = result;
  }

  /** Whether there is more than was asked for already, which is reported then. */
  static boolean isBeyond(Vireo vireo, RunSession session) {
    int there = session.finishedIterations();
    int asked = session.config().iterations();
    if (there <= asked) {
      return false;
    }
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    out.printf(
        "done: %s there, %s asked for%n",
        Counted.of(there, "iteration is", "iterations are"), Counted.of(asked, "was", "were"));
    out.println("run directory  " + session.context().run());
    return true;
  }

  void print(Vireo vireo, boolean json) {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    if (result instanceof RunSummary summary) {
      if (json) {
        out.println(json(summary));
      } else {
        text(out, summary);
      }
    } else if (result instanceof StageResult model) {
      if (json) {
        out.println(json(model));
      } else {
        text(out, model);
      }
    }
  }

  private void text(PrintWriter out, StageResult model) {
    out.println();
    Optional<StudyReport> study = StudyFile.read(directory);
    if (study.isPresent()) {
      out.println(StudyTable.text(study.get()));
      out.println("run directory  " + run);
      next(out, NextCommands.afterStudy(directory));
      return;
    }
    model
        .metrics()
        .forEach((name, value) -> out.printf("%-20s %s%n", name, Means.text("%.3f", value)));
    out.println("run directory  " + run);
    out.println("model          " + model.place());
  }

  private ObjectNode json(StageResult model) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("run", run);
    json.put("model", model.place());
    json.set("metrics", Means.json(model.metrics()));
    return json;
  }

  private void text(PrintWriter out, RunSummary summary) {
    out.println();
    for (EvaluationResult evaluation : summary.evaluations()) {
      out.printf("step %6d  held-out %s%n", evaluation.step(), accuracy(evaluation));
    }
    out.println("run directory  " + run);
    Optional<BestPolicy> best = summary.best();
    best.ifPresent(
        each ->
            out.printf("best model     %s  (%s)%n", each.policy(), accuracy(each.evaluation())));
    String last = lastEvaluation(summary).map(each -> "  (" + accuracy(each) + ")").orElse("");
    out.println(
        (best.isPresent() ? "last model     " : "model          ") + summary.policy() + last);
    String model = best.map(BestPolicy::policy).orElse(summary.policy()).toString();
    next(out, NextCommands.after(directory, iterates, model));
  }

  private static void next(PrintWriter out, List<String> commands) {
    out.println();
    out.println("Look at it next:");
    commands.forEach(line -> out.println("  " + line));
  }

  private String accuracy(EvaluationResult evaluation) {
    String mean = this.evaluation.decisiveMean();
    String name = mean.substring(mean.startsWith("rewards/") ? "rewards/".length() : 0);
    return name + " " + Means.text("%.3f", evaluation.measured(mean).orElse(Double.NaN));
  }

  private static Optional<EvaluationResult> lastEvaluation(RunSummary summary) {
    return summary.evaluations().stream()
        .filter(evaluation -> evaluation.step() == summary.policy().step())
        .findFirst();
  }

  private ObjectNode json(RunSummary summary) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("run", run);
    summary
        .best()
        .ifPresent(each -> json.set("best", policy(each.policy(), Optional.of(each.evaluation()))));
    json.set("last", policy(summary.policy(), lastEvaluation(summary)));
    ArrayNode evaluations = json.putArray("evaluations");
    for (EvaluationResult each : summary.evaluations()) {
      ObjectNode evaluation = evaluations.addObject().put("step", each.step());
      evaluation.set("means", Means.json(each.means()));
    }
    return json;
  }

  private ObjectNode policy(PolicyCheckpoint policy, Optional<EvaluationResult> evaluation) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("step", policy.step())
            .put("model", policy.toString());
    evaluation
        .flatMap(each -> each.measured(this.evaluation.decisiveMean()))
        .ifPresent(value -> json.put("accuracy", value));
    return json;
  }
}
