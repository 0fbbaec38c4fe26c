package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.run.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The stages that a configuration asks for, as text and as JSON, with what they read and write
 * under it. Not a part of the command, since picocli looks at each command's methods whenever Vireo
 * starts, which would load every class that they mention.
 */
record StageList(List<Listed> stages) {

  /** Settings of workers, which a run by the local engine has none of. */
  private static final Set<String> OF_WORKERS = Set.of("training-engine", "torch");

  /**
   * A stage that would be run.
   *
   * @param when it is done
   * @param settings that it reads and that are given, by default or by the configuration
   * @param reads outputs of stages that are run too, or published from outside
   */
  private record Listed(Stage stage, String when, List<String> settings, List<Stage.Read> reads) {}

  static StageList of(ResolvedConfig<?> config) {
    List<Stage> all = RunSession.stages(config);
    Map<String, Stage> byName =
        all.stream().collect(Collectors.toMap(Stage::name, Function.identity()));
    JsonNode settings = config.redacted();
    RunSettings run = Configurations.settings(config);
    return new StageList(
        all.stream()
            .filter(stage -> stage.isOwn() && stage.isAsked())
            .map(stage -> listed(stage, run, byName, settings))
            .toList());
  }

  private static Listed listed(
      Stage stage, RunSettings run, Map<String, Stage> all, JsonNode settings) {
    Set<String> keys = new LinkedHashSet<>(stage.settings());
    Set<Stage.Read> reads = new LinkedHashSet<>();
    stage.reads().forEach(read -> find(read, all, keys, reads));
    keys.removeIf(key -> !isGiven(settings, key));
    if (run.trainingEngine() == TrainingEngine.LOCAL) {
      keys.removeAll(OF_WORKERS);
    }
    return new Listed(stage, DueStages.inWords(run, stage), List.copyOf(keys), List.copyOf(reads));
  }

  /** Adds what is read for an output: itself, or what is read in its place where nobody asks. */
  private static void find(
      Stage.Read read, Map<String, Stage> all, Set<String> keys, Set<Stage.Read> reads) {
    Stage stage = all.get(read.stage());
    if (stage == null) {
      keys.add(read.stage());
    } else if (stage.isAsked()) {
      reads.add(read);
    } else {
      stage.otherwise().forEach(each -> find(new Stage.Read(each, read.lag()), all, keys, reads));
    }
  }

  private static boolean isGiven(JsonNode settings, String key) {
    JsonNode value = settings.at("/" + key.replace('.', '/'));
    return !value.isMissingNode() && !value.isNull();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Listed listed : stages) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-20s %s%n  reads   %s%n  writes  %s%n",
              listed.stage().name(),
              listed.when(),
              reads(listed),
              String.join(", ", listed.stage().writesNow())));
    }
    return text.toString();
  }

  String json() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    stages.forEach(stage -> list.add(json(stage)));
    return list.toPrettyString() + System.lineSeparator();
  }

  private static String reads(Listed listed) {
    List<String> reads = new ArrayList<>(listed.settings());
    listed.reads().forEach(read -> reads.add("the output of " + read.stage() + before(read.lag())));
    return String.join(", ", reads);
  }

  private static String before(int lag) {
    return switch (lag) {
      case 0 -> "";
      case 1 -> " of the iteration before";
      default -> " of %d iterations before".formatted(lag);
    };
  }

  private static ObjectNode json(Listed listed) {
    Stage stage = listed.stage();
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", stage.name());
    json.put("of-iterations", stage.ofIterations()).put("first", stage.first());
    listed.settings().forEach(json.putArray("settings")::add);
    ArrayNode reads = json.putArray("reads");
    listed
        .reads()
        .forEach(read -> reads.addObject().put("stage", read.stage()).put("lag", read.lag()));
    stage.writesNow().forEach(json.putArray("writes")::add);
    return json;
  }
}
