package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.StepSeries;
import dev.vireo.store.run.RunDirectory;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One HTML file about some runs: data, script and style are in it, and it loads nothing. */
public final class ReportPage {

  private static final List<String> SCRIPTS =
      List.of(
          "dom.js", "charts.js", "results.js", "study.js", "audit.js", "completions.js", "page.js");

  private ReportPage() {}

  /**
   * The page of some runs, the first of which is what others are compared with.
   *
   * @param runs at least one
   * @param made when
   * @throws InputException if one is no run directory, is damaged, or is named twice
   */
  public static String of(List<RunDirectory> runs, Instant made) {
    return html(data(ReportedRun.read(runs), made));
  }

  static ObjectNode data(List<ReportedRun> runs, Instant made) {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("made", made.toString());
    ArrayNode json = data.putArray("runs");
    TreeSet<String> trained = new TreeSet<>();
    TreeSet<String> tuned = new TreeSet<>();
    TreeSet<String> phases = new TreeSet<>();
    TreeSet<String> heldOut = new TreeSet<>();
    for (ReportedRun run : runs) {
      json.add(RunData.json(run));
      trained.addAll(CurveData.withSpeed(run.history()).metrics());
      for (StepSeries phase : run.history().phases()) {
        phases.add(phase.name());
        tuned.addAll(phase.metrics());
      }
      for (HeldOutResult result : run.history().evaluations()) {
        heldOut.addAll(result.means().keySet());
      }
    }
    data.set("charts", charts(Charts.of(trained)));
    data.set("phaseCharts", charts(Charts.of(tuned)));
    data.set("phases", texts(phases));
    data.set("heldOutMeans", texts(heldOut));
    return data;
  }

  private static ArrayNode charts(List<Chart> charts) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Chart chart : charts) {
      json.addObject()
          .put("group", chart.group())
          .put("title", chart.title())
          .put("note", chart.note())
          .set("metrics", texts(chart.metrics()));
    }
    return json;
  }

  private static ArrayNode texts(Collection<String> texts) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    texts.forEach(json::add);
    return json;
  }

  private static String html(JsonNode data) {
    String style = PageFiles.uplot("dist/uPlot.min.css") + "\n" + PageFiles.own("page.css");
    String library = PageFiles.uplot("dist/uPlot.iife.min.js");
    String script = PageFiles.own(SCRIPTS);
    Map<String, String> parts =
        Map.of(
            "policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src %s; script-src %s %s"
                .formatted(
                    PageFiles.source(style), PageFiles.source(library), PageFiles.source(script)),
            "notice",
            PageFiles.uplot("LICENSE").strip(),
            "style",
            style,
            "library",
            library,
            "script",
            script,
            "data",
            escaped(data.toString()));
    return filled(PageFiles.own("page.html"), parts);
  }

  /** A template with its {@code @PARTS@} in place. What is filled in is not looked at again. */
  private static String filled(String template, Map<String, String> parts) {
    String[] pieces = template.split("@", -1);
    StringBuilder filled = new StringBuilder(pieces[0]);
    for (int i = 1; i < pieces.length; i += 2) {
      filled.append(parts.get(pieces[i])).append(pieces[i + 1]);
    }
    return filled.toString();
  }

  /** JSON that no element's end and no comment's beginning is in, whatever its texts are. */
  private static String escaped(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }
}
