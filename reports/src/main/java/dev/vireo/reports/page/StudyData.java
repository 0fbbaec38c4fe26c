package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.reports.study.StudyTable;
import dev.vireo.store.study.CheckpointPoint;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.RefinementPoint;
import dev.vireo.store.study.SearchPoint;
import dev.vireo.store.study.StudyReport;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A study in the page's data: the tables' cells, and charts of its curves. */
final class StudyData {

  private static final String BARS = "Bars: to either side half of the width of the 95% interval.";

  private StudyData() {}

  static ObjectNode json(StudyReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("about", StudyTable.about(report));
    StudyTable.note(report).lines().forEach(json.putArray("note")::add);
    StudyTable.fitted(report).forEach(json.putArray("fitted")::add);
    ArrayNode facts = json.putArray("facts");
    fact(facts, "gold reward of one", report.choices().get(0));
    fact(
        facts,
        "gold reward, best of " + report.completions(),
        report.choices().get(report.choices().size() - 1));
    ArrayNode tables = json.putArray("tables");
    for (StudyTable.Table table : StudyTable.tables(report)) {
      ArrayNode rows = tables.addObject().put("title", table.title()).putArray("rows");
      table.rows().forEach(row -> row.forEach(rows.addArray()::add));
    }
    ArrayNode charts = json.putArray("charts");
    choices(charts, report);
    searches(charts, report.searches());
    refinements(charts, report.refinements());
    checkpoints(charts, report.checkpoints());
    return json;
  }

  private static void fact(ArrayNode facts, String name, ChoicePoint point) {
    facts.addArray().add(name).add(StudyTable.interval(point.gold()));
  }

  private static void choices(ArrayNode charts, StudyReport report) {
    Set<Integer> tabulated =
        Arrays.stream(BestOfN.sizes(report.completions())).boxed().collect(Collectors.toSet());
    Curves<ChoicePoint> of =
        new Curves<>(report.choices(), ChoicePoint::n, point -> tabulated.contains(point.n()));
    ObjectNode gold =
        chart(charts, "Gold reward", "What a choice among n completions is worth. " + BARS, "n");
    of.add(gold, "best of n", ChoicePoint::gold);
    of.add(gold, "majority", ChoicePoint::majority);
    of.add(gold, "weighted vote", ChoicePoint::weighted);
    ObjectNode proxy = chart(charts, "Proxy reward", "Of the best of n, which it chooses.", "n");
    of.add(proxy, "best of n", ChoicePoint::proxy);
    ObjectNode divergence =
        chart(charts, "KL divergence", "Of best-of-n from the policy, in nats.", "n");
    of.add(divergence, "estimate", ChoicePoint::kl);
    of.add(divergence, "bound", point -> exact(point.bound()));
    ObjectNode rate =
        chart(charts, "Win rate", "Gold reward above that of one more completion.", "n");
    of.add(rate, "best of n", ChoicePoint::winRate);
  }

  private static void searches(ArrayNode charts, List<SearchPoint> points) {
    Curves<SearchPoint> of = new Curves<>(points, SearchPoint::beams, point -> true);
    ObjectNode chart = chart(charts, "Search over steps", BARS, "beams");
    of.add(chart, "gold", SearchPoint::gold);
    of.add(chart, "proxy", SearchPoint::proxy);
  }

  private static void refinements(ArrayNode charts, List<RefinementPoint> points) {
    ObjectNode chart =
        chart(
            charts,
            "Refinement",
            "Gold reward of the last and of the best answer. " + BARS,
            "round");
    points.stream()
        .map(RefinementPoint::chains)
        .distinct()
        .forEach(
            chains -> {
              Curves<RefinementPoint> of =
                  new Curves<>(
                      points.stream().filter(point -> point.chains() == chains).toList(),
                      RefinementPoint::round,
                      point -> true);
              of.add(chart, "last, chains " + chains, point -> point.last().gold());
              of.add(chart, "best, chains " + chains, point -> point.best().gold());
            });
  }

  private static void checkpoints(ArrayNode charts, List<CheckpointPoint> points) {
    Curves<CheckpointPoint> of = new Curves<>(points, CheckpointPoint::step, point -> true);
    ObjectNode rewards = chart(charts, "Trained policies: rewards", BARS, "step");
    of.add(rewards, "gold", CheckpointPoint::gold);
    of.add(rewards, "proxy", CheckpointPoint::proxy);
    ObjectNode divergence =
        chart(
            charts, "Trained policies: KL divergence", "From the study's policy, in nats.", "step");
    of.add(divergence, "estimate", CheckpointPoint::kl);
  }

  private static Interval exact(double value) {
    return new Interval(value, Double.NaN, Double.NaN);
  }

  /** Adds a chart, and returns where its lines go. */
  private static ObjectNode chart(ArrayNode charts, String title, String note, String unit) {
    return charts
        .addObject()
        .put("title", title)
        .put("note", note)
        .put("unit", unit)
        .putObject("lines");
  }

  /**
   * Points of a study that curves go through.
   *
   * @param x where each is
   * @param marked whether its interval is drawn, too
   */
  private record Curves<P>(List<P> points, ToLongFunction<P> x, Predicate<P> marked) {

    void add(ObjectNode lines, String name, Function<P, Interval> y) {
      ObjectNode line = lines.putObject(name);
      ArrayNode xs = line.putArray("x");
      ArrayNode ys = line.putArray("y");
      ArrayNode halves = line.putArray("half");
      for (P point : points) {
        Interval interval = y.apply(point);
        double half = (interval.high() - interval.low()) / 2;
        xs.add(x.applyAsLong(point));
        ys.add(Numbers.json(interval.value()));
        halves.add(Numbers.json(marked.test(point) ? half : Double.NaN));
      }
      line.put("dots", points.stream().allMatch(marked));
    }
  }
}
