package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.pipelines.grpo.BestPolicy;
import dev.vireo.pipelines.grpo.RunSession;
import dev.vireo.pipelines.grpo.RunSummary;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a run has come to, for a person or for a program. */
final class RunReport {

  private final String run;
  private final String accuracy;
  private final String mean;
  private final RunSummary summary;

  RunReport(RunSession session, RunSummary summary) {
    this.run = session.context().run().toString();
    this.accuracy = session.config().evaluation().accuracy();
    this.mean = session.config().evaluation().decisiveMean();
    this.summary = summary;
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
    if (json) {
      out.println(json());
    } else {
      text(out);
    }
  }

  private void text(PrintWriter out) {
    out.println();
    for (EvaluationResult evaluation : summary.evaluations()) {
      out.printf("step %6d  held-out %s%n", evaluation.step(), accuracy(evaluation));
    }
    out.println("run directory  " + run);
    Optional<BestPolicy> best = summary.best();
    best.ifPresent(
        each ->
            out.printf("best model     %s  (%s)%n", each.policy(), accuracy(each.evaluation())));
    String last = lastEvaluation().map(each -> "  (" + accuracy(each) + ")").orElse("");
    out.println((best.isPresent() ? "last model     " : "model          ") + last() + last);
  }

  private PolicyCheckpoint last() {
    return summary.policy();
  }

  private String accuracy(EvaluationResult evaluation) {
    return (accuracy == null ? "reward" : accuracy)
        + " "
        + Means.text("%.3f", evaluation.accuracy(accuracy));
  }

  private Optional<EvaluationResult> lastEvaluation() {
    return summary.evaluations().stream()
        .filter(evaluation -> evaluation.step() == last().step())
        .findFirst();
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("run", run);
    summary
        .best()
        .ifPresent(each -> json.set("best", policy(each.policy(), Optional.of(each.evaluation()))));
    json.set("last", policy(last(), lastEvaluation()));
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
    evaluation.flatMap(each -> each.measured(mean)).ifPresent(value -> json.put("accuracy", value));
    return json;
  }
}
