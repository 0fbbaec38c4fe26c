package dev.vireo.reports.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.reports.listing.RunSummary;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Summaries of runs for {@code vireo runs}: a line each, or JSON. */
public final class RunTable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private static final List<String> TITLES =
      List.of("RUN", "PIPELINE", "STATE", "ITERATION", "REWARD", "BEST HELD OUT", "CHANGED");

  private RunTable() {}

  /**
   * A line of titles and a line for each run.
   *
   * @param zone in which times are written
   */
  public static String text(List<RunSummary> runs, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    runs.forEach(run -> rows.add(row(run, zone)));
    return Columns.aligned(rows);
  }

  private static List<String> row(RunSummary run, ZoneId zone) {
    String path = SafeText.line(run.path());
    String state = state(run);
    if (run.problem().isPresent()) {
      return List.of(path, "", state, SafeText.line(run.problem().get()));
    }
    return List.of(
        path,
        SafeText.line(run.pipeline()),
        state,
        run.planned().isPresent() ? run.iteration() + "/" + run.planned().getAsInt() : "",
        run.reward().map(reward -> String.format(Locale.ROOT, "%.3f", reward)).orElse(""),
        run.best().map(best -> best(best, run.bestStep())).orElse(""),
        run.changed().map(time -> TIME.format(time.atZone(zone))).orElse(""));
  }

  private static String state(RunSummary run) {
    return run.state().map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("damaged");
  }

  private static String best(ClusteredMean best, long step) {
    String mean = String.format(Locale.ROOT, "%.3f", best.mean());
    String width =
        Double.isNaN(best.halfWidth())
            ? ""
            : String.format(Locale.ROOT, " ± %.3f", best.halfWidth());
    return mean + width + " at step " + step;
  }

  /** An array with an object for each run. */
  public static JsonNode json(List<RunSummary> runs) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (RunSummary run : runs) {
      ObjectNode node = all.addObject().put("run", run.path()).put("state", state(run));
      if (run.problem().isPresent()) {
        node.put("problem", run.problem().get());
        continue;
      }
      node.put("pipeline", run.pipeline()).put("iteration", run.iteration());
      run.planned().ifPresent(planned -> node.put("planned-iterations", planned));
      run.reward().ifPresent(reward -> node.put("reward", reward));
      run.best()
          .ifPresent(
              best -> {
                ObjectNode mean =
                    node.putObject("best").put("mean", best.mean()).put("step", run.bestStep());
                if (!Double.isNaN(best.halfWidth())) {
                  mean.put("half-width", best.halfWidth());
                }
              });
      run.changed().ifPresent(time -> node.put("changed", time.toString()));
    }
    return all;
  }
}
