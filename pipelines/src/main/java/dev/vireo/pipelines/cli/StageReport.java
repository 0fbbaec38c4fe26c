package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.pipelines.run.StageResult;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * What a single stage has come to, for a person or for a program.
 *
 * @param iteration empty for a stage that belongs to none
 */
record StageReport(String stage, OptionalInt iteration, StageResult result) {

  void print(Vireo vireo, boolean json) {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    if (json) {
      out.println(json());
    } else {
      text(out);
    }
  }

  private void text(PrintWriter out) {
    result
        .metrics()
        .forEach((name, value) -> out.printf("%-28s %s%n", name, Means.text("%.6g", value)));
    out.println(
        result.place().isEmpty()
            ? "nothing to do: the configuration does not ask for " + stage
            : "%-28s %s".formatted("published in", result.place()));
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("stage", stage);
    iteration.ifPresent(number -> json.put("iteration", number));
    json.put("place", result.place().isEmpty() ? null : result.place());
    json.set("metrics", Means.json(result.metrics()));
    return json;
  }
}
