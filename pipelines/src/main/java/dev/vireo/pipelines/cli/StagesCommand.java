package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.Stage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo stages}: what a run consists of. */
@Command(
    name = "stages",
    description = {
      "List the stages that a configuration asks for, in their order, with what each reads and"
          + " writes.",
      "",
      "'vireo stage NAME' runs one of them, --redo does one again."
    })
final class StagesCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Mixin private Overrides overrides;

  @Option(names = "--json", description = "Print JSON, for schedulers.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Stage stage : RunSession.stages(overrides.over(file))) {
      if (!stage.isOwn() || !stage.isAsked()) {
        continue;
      }
      list.add(json(stage));
      if (!json) {
        out.printf("%-20s %s%n", stage.name(), stage.ofIterations() ? "of each iteration" : "once");
        out.printf("  reads   %s%n", reads(stage));
        out.printf("  writes  %s%n", String.join(", ", stage.writes()));
      }
    }
    if (json) {
      out.println(list.toPrettyString());
    }
    return ExitCode.DONE;
  }

  private static String reads(Stage stage) {
    StringBuilder reads = new StringBuilder(String.join(", ", stage.settings()));
    for (Stage.Read read : stage.reads()) {
      reads.append(reads.isEmpty() ? "" : ", ").append("the output of ").append(read.stage());
      reads.append(read.lag() == 0 ? "" : " of the iteration before");
    }
    return reads.toString();
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
