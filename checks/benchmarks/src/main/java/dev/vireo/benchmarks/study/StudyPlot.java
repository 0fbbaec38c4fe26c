package dev.vireo.benchmarks.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.algorithms.bestofn.ScalingForm;
import dev.vireo.benchmarks.plot.SvgCharts;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.RefinementPoint;
import dev.vireo.store.study.Scaling;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/**
 * Draws a study: rewards over the distance from the policy, and the gold reward over tokens spent.
 */
public final class StudyPlot {

  private static final int HEIGHT = 440;
  private static final int CURVE_POINTS = 40;

  private final StudyReport report;

  private StudyPlot(StudyReport report) {
    this.report = report;
  }

  /**
   * {@code StudyPlot RUN DIR}: writes distance.svg and tokens.svg.
   *
   * @throws IOException if they cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("StudyPlot RUN DIR: a run of the pipeline study, and where pictures go");
      System.exit(2);
    }
    StudyReport report =
        StudyFile.read(RunDirectory.at(Path.of(arguments[0])))
            .orElseThrow(() -> new InputException("There is no finished study in " + arguments[0]));
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    StudyPlot plot = new StudyPlot(report);
    Files.writeString(folder.resolve("distance.svg"), plot.distance());
    Files.writeString(folder.resolve("tokens.svg"), plot.tokens());
  }

  /** Gains over sqrt(KL), in standard deviations, with the forms fitted to them. */
  private String distance() {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    ChoicePoint start = report.choices().get(0);
    data.addSeries(
        choices("gold, best-of-n", ChoicePoint::gold, start.gold(), report.goldDeviation()));
    data.addSeries(
        choices("proxy, best-of-n", ChoicePoint::proxy, start.proxy(), report.proxyDeviation()));
    if (!report.checkpoints().isEmpty()) {
      YIntervalSeries gold = new YIntervalSeries("gold, reinforcement");
      YIntervalSeries proxy = new YIntervalSeries("proxy, reinforcement");
      report
          .checkpoints()
          .forEach(
              each -> {
                double at = Math.sqrt(Math.max(0, each.kl().value()));
                add(gold, at, gain(each.gold(), start.gold(), report.goldDeviation()));
                add(proxy, at, gain(each.proxy(), start.proxy(), report.proxyDeviation()));
              });
      data.addSeries(gold);
      data.addSeries(proxy);
    }
    XYPlot plot =
        SvgCharts.plot(
            data,
            SvgCharts.axis("distance from the policy, sqrt(KL)"),
            SvgCharts.axis("gain in standard deviations"),
            false);
    addFits(plot);
    plot.setDomainGridlinesVisible(false);
    return SvgCharts.svg(
        new JFreeChart(
            "Proxy %s, gold %s".formatted(report.proxy(), report.gold()), null, plot, true),
        HEIGHT);
  }

  /** A line for each form, in the colour of the points that it was fitted to. */
  private void addFits(XYPlot plot) {
    XYSeriesCollection lines = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    for (Scaling scaling : report.scalings()) {
      int points =
          (scaling.form().equals(Scaling.BEST_OF_N) ? 0 : 2)
              + (scaling.reward().equals("gold") ? 0 : 1);
      int line = lines.getSeriesCount();
      renderer.setSeriesPaint(line, plot.getRenderer().getSeriesPaint(points));
      renderer.setSeriesVisibleInLegend(line, false);
      lines.addSeries(fitted(scaling));
    }
    plot.setDataset(1, lines);
    plot.setRenderer(1, renderer);
  }

  private YIntervalSeries choices(
      String name, Function<ChoicePoint, Interval> value, Interval start, double deviation) {
    YIntervalSeries series = new YIntervalSeries(name);
    for (int n : BestOfN.sizes(report.completions())) {
      ChoicePoint point = report.choices().get(n - 1);
      add(series, Math.sqrt(point.divergence()), gain(value.apply(point), start, deviation));
    }
    return series;
  }

  private static XYSeries fitted(Scaling scaling) {
    ScalingForm form =
        scaling.form().equals(Scaling.BEST_OF_N)
            ? ScalingForm.BEST_OF_N
            : ScalingForm.REINFORCEMENT;
    XYSeries series = new XYSeries("%s, %s".formatted(scaling.reward(), scaling.form()));
    for (int i = 0; i <= CURVE_POINTS; i++) {
      double at = scaling.farthest() * i / CURVE_POINTS;
      series.add(at, form.value(scaling.alpha().value(), scaling.beta().value(), at));
    }
    return series;
  }

  /** The gold reward of choices and votes over tokens spent on a prompt. */
  private String tokens() {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    data.addSeries(overTokens("best-of-n", ChoicePoint::gold));
    if (!Double.isNaN(report.choices().get(0).majority().value())) {
      data.addSeries(overTokens("majority vote", ChoicePoint::majority));
      data.addSeries(overTokens("weighted vote", ChoicePoint::weighted));
    }
    if (!report.searches().isEmpty()) {
      YIntervalSeries searches = new YIntervalSeries("search over steps");
      report.searches().forEach(each -> add(searches, each.tokens(), each.gold()));
      data.addSeries(searches);
    }
    addRefinements(data);
    ValueAxis across = new LogarithmicAxis("tokens spent on a prompt");
    XYPlot plot = SvgCharts.plot(data, across, SvgCharts.axis("gold reward"), true);
    return SvgCharts.svg(
        new JFreeChart("Gold reward %s".formatted(report.gold()), null, plot, true), HEIGHT);
  }

  /** Over tokens written: the last answers of a single chain, and the best of all chains. */
  private void addRefinements(YIntervalSeriesCollection data) {
    if (report.refinements().isEmpty()) {
      return;
    }
    int most = report.refinements().stream().mapToInt(RefinementPoint::chains).max().orElseThrow();
    YIntervalSeries last = new YIntervalSeries("refinement, last answer");
    YIntervalSeries best =
        new YIntervalSeries("refinement, best of all answers of %d chains".formatted(most));
    for (RefinementPoint point : report.refinements()) {
      if (point.chains() == 1) {
        add(last, point.written(), point.last().gold());
      }
      if (point.chains() == most) {
        add(best, point.written(), point.best().gold());
      }
    }
    data.addSeries(last);
    data.addSeries(best);
  }

  private YIntervalSeries overTokens(String name, Function<ChoicePoint, Interval> value) {
    YIntervalSeries series = new YIntervalSeries(name);
    for (int n : BestOfN.sizes(report.completions())) {
      ChoicePoint point = report.choices().get(n - 1);
      add(series, point.tokens(), value.apply(point));
    }
    return series;
  }

  private static Interval gain(Interval reward, Interval start, double deviation) {
    return new Interval(
        (reward.value() - start.value()) / deviation,
        (reward.low() - start.value()) / deviation,
        (reward.high() - start.value()) / deviation);
  }

  private static void add(YIntervalSeries series, double at, Interval interval) {
    series.add(at, interval.value(), interval.low(), interval.high());
  }
}
