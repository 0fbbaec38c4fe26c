package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StageRecord;
import dev.vireo.reports.history.StepSeries;
import dev.vireo.reports.signals.Finding;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One run in the page's data. */
final class RunData {

  /** What a manifest's provenance says of the moment rather than of the surroundings. */
  private static final Set<String> TIMES = Set.of("began", "ended");

  private RunData() {}

  static ObjectNode json(ReportedRun run) {
    RunHistory history = run.history();
    RunState state = RunState.of(history);
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", run.name())
            .put("location", history.run().toString().replaceFirst("^file:", ""))
            .put("pipeline", history.pipeline())
            .put("algorithm", history.settings().path("algorithm").asText(""))
            .put("state", state.kind())
            .put("stateText", state.text())
            .put("decisive", history.decisiveMean());
    began(history).ifPresent(time -> json.put("began", time.toString()));
    history.lastChange().ifPresent(time -> json.put("ended", time.toString()));
    history.best().ifPresent(best -> json.put("bestStep", best.step()));
    json.set("training", CurveData.json(CurveData.withSpeed(history)));
    ArrayNode phases = json.putArray("phases");
    for (StepSeries phase : history.phases()) {
      phases.add(CurveData.json(phase));
    }
    json.set("heldOut", heldOut(history));
    json.set("stages", stages(history));
    ObjectNode settings = json.putObject("settings");
    FlatSettings.of(history.settings()).forEach(settings::put);
    ObjectNode provenance = json.putObject("provenance");
    provenance(history).forEach(provenance::put);
    json.set("warnings", warnings(run));
    run.audit().ifPresent(audit -> json.set("audit", AuditData.json(audit)));
    run.study().ifPresent(study -> json.set("study", StudyData.json(study)));
    json.set("completions", CompletionData.json(run.completions()));
    return json;
  }

  private static Optional<Instant> began(RunHistory history) {
    return history.stages().stream()
        .flatMap(stage -> stage.began().stream())
        .min(Comparator.naturalOrder());
  }

  private static ArrayNode heldOut(RunHistory history) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (HeldOutResult result : history.evaluations()) {
      ObjectNode object = json.addObject().put("step", result.step());
      ObjectNode means = object.putObject("means");
      result.means().forEach((name, mean) -> means.set(name, json(mean)));
    }
    return json;
  }

  private static ObjectNode json(ClusteredMean mean) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("mean", Numbers.json(mean.mean()));
    // Where all prompts went the same way, their spread says nothing of how sure that is.
    json.set("half", Numbers.json(mean.halfWidth() > 0 ? mean.halfWidth() : Double.NaN));
    return json.put("values", mean.values()).put("prompts", mean.clusters());
  }

  private static ArrayNode stages(RunHistory history) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (StageTime time : StageTime.of(history)) {
      ObjectNode object =
          json.addObject().put("stage", time.stage()).put("publications", time.publications());
      object.set("seconds", Numbers.json(time.seconds()));
      object.set("tokensPerSecond", Numbers.json(time.tokensPerSecond().orElse(Double.NaN)));
    }
    return json;
  }

  private static ArrayNode warnings(ReportedRun run) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Finding finding : run.findings()) {
      json.addObject()
          .put("signal", finding.signal())
          .put("iteration", finding.iteration())
          .put("message", finding.message())
          .put("cause", finding.cause())
          .put("cure", finding.cure());
    }
    return json;
  }

  /** Where and with what the run was made; several values if that changed while it ran. */
  private static Map<String, String> provenance(RunHistory history) {
    SortedMap<String, Collection<String>> facts = new TreeMap<>();
    SortedMap<String, String> sources = new TreeMap<>();
    Map<String, String> checkpoints = new LinkedHashMap<>();
    for (StageRecord stage : history.stages()) {
      stage
          .manifest()
          .provenance()
          .forEach((name, value) -> facts.computeIfAbsent(name, n -> new TreeSet<>()).add(value));
      String source = stage.manifest().fingerprint().inputs().get("source");
      if (source != null) {
        sources.put("hash of the source of " + stage.path(), source);
      }
      if (stage.path().startsWith("checkpoints/")) {
        checkpoints.put("last checkpoint", stage.path());
        checkpoints.put("hash of its content", stage.manifest().contentHash());
      }
    }
    facts.keySet().removeAll(TIMES);
    Map<String, String> all = new LinkedHashMap<>();
    facts.forEach((name, values) -> all.put(name, String.join(", ", values)));
    all.put("publications", Integer.toString(history.stages().size()));
    all.putAll(sources);
    all.putAll(checkpoints);
    return all;
  }
}
