package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.Stage;
import java.util.List;
import java.util.Locale;

/**
 * The stages that a configuration asks for, as text and as JSON. Not a part of the command, since
 * picocli looks at each command's methods whenever Vireo starts, which would load every class that
 * they mention.
 */
record StageList(List<Stage> stages) {

  static StageList of(ResolvedConfig<?> config) {
    return new StageList(
        RunSession.stages(config).stream()
            .filter(stage -> stage.isOwn() && stage.isAsked())
            .toList());
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-20s %s%n  reads   %s%n  writes  %s%n",
              stage.name(),
              stage.ofIterations() ? "of each iteration" : "once",
              reads(stage),
              String.join(", ", stage.writes())));
    }
    return text.toString();
  }

  String json() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    stages.forEach(stage -> list.add(json(stage)));
    return list.toPrettyString() + System.lineSeparator();
  }

  private static String reads(Stage stage) {
    StringBuilder reads = new StringBuilder(String.join(", ", stage.settings()));
    for (Stage.Read read : stage.reads()) {
      reads.append(reads.isEmpty() ? "" : ", ").append("the output of ").append(read.stage());
      reads.append(before(read.lag()));
    }
    return reads.toString();
  }

  private static String before(int lag) {
    return switch (lag) {
      case 0 -> "";
      case 1 -> " of the iteration before";
      default -> " of %d iterations before".formatted(lag);
    };
  }

  private static ObjectNode json(Stage stage) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", stage.name());
    json.put("of-iterations", stage.ofIterations()).put("first", stage.first());
    stage.settings().forEach(json.putArray("settings")::add);
    ArrayNode reads = json.putArray("reads");
    stage
        .reads()
        .forEach(read -> reads.addObject().put("stage", read.stage()).put("lag", read.lag()));
    stage.writes().forEach(json.putArray("writes")::add);
    return json;
  }
}
