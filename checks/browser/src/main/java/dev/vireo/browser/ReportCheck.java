package dev.vireo.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.browser.Chromium.Screen;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code vireo report}: the page of two runs, and that of one. */
final class ReportCheck implements PageCheck {

  /** Whether every canvas has ink on it. */
  static final String DRAWN =
      """
      [...document.querySelectorAll('figure.chart')].every(figure => {
        const canvas = figure.querySelector('canvas');
        if (!canvas || canvas.width === 0) return false;
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.some((value, i) => i % 4 === 3 && value > 0);
      })""";

  /** A page's numbers have four digits. */
  private static final double DIGITS = 6e-4;

  @Override
  public String name() {
    return "report";
  }

  @Override
  public String look(Workshop workshop, Chromium chromium) throws Exception {
    List<RunHistory> runs =
        workshop.runs().stream().map(run -> RunHistory.read(RunDirectory.at(run))).toList();
    Path both = made(workshop, workshop.runs(), "both.html");
    Path one = made(workshop, workshop.runs().subList(1, 2), "one.html");
    int charts;
    try (OpenPage page = chromium.open(address(both), Screen.DESK, ColorScheme.LIGHT)) {
      charts = drawsBothRuns(page, runs);
      hasTheirNumbers(page, runs);
      comparesThem(page, runs);
      isUsedByKeyboard(page);
      changesItsTheme(page);
      showsMarkupAsText(page, runs.get(1));
      page.hasNoComplaints();
      Unmet.unless(
          page.requests().stream().allMatch(address(both)::equals),
          "it asks for %s",
          page.requests());
    }
    int rules = isAccessible(chromium, both);
    isAccessible(chromium, one);
    for (Screen screen : List.of(Screen.PHONE, Screen.NARROW)) {
      for (Path file : List.of(both, one)) {
        try (OpenPage page = chromium.open(address(file), screen, ColorScheme.LIGHT)) {
          page.fitsItsWindow();
          page.hasNoComplaints();
        }
      }
    }
    if (workshop.screenshots().isPresent()) {
      pictures(chromium, both, one, workshop.screenshots().get());
    }
    return "%d charts of two runs, %d kB; keys, themes, phone, hostile texts; axe passes %d rules"
        .formatted(charts, Files.size(both) / 1000, rules);
  }

  /** The page of runs. */
  static Path made(Workshop workshop, List<Path> runs, String name) throws Exception {
    Path file = workshop.work().resolve(name);
    List<String> arguments = new ArrayList<>(List.of("report", "-o", file.toString()));
    runs.forEach(run -> arguments.add(run.toString()));
    String printed = workshop.vireo(arguments.toArray(String[]::new));
    Unmet.unless(printed.contains(file.toString()), "it does not say where it is: %s", printed);
    return file;
  }

  static String address(Path file) {
    return "file://" + file;
  }

  private static int drawsBothRuns(OpenPage page, List<RunHistory> runs) {
    Unmet.unless(page.holds(DRAWN), "a chart is blank");
    Locator reward = chart(page, "Reward");
    Unmet.unless(
        names(reward).equals(runs.stream().map(RunHistory::name).toList()),
        "the legend of the reward is %s",
        names(reward));
    Locator variance = chart(page, "Reward variance before and after");
    Unmet.unless(names(variance).size() == 4, "the variance has the lines %s", names(variance));
    String summary = reward.locator(".plot").getAttribute("aria-label");
    Unmet.unless(
        summary.contains(runs.get(0).name() + ": first "), "the text alternative is %s", summary);
    return page.find("figure.chart").count();
  }

  private static void hasTheirNumbers(OpenPage page, List<RunHistory> runs) {
    for (String[] each : new String[][] {{"Reward", "reward"}, {"Entropy", "entropy"}}) {
      List<List<String>> rows = table(chart(page, each[0]));
      for (int run = 0; run < runs.size(); run++) {
        agree(rows, run + 1, runs.get(run).training().of(each[1]), each[1]);
      }
    }
    List<List<String>> heldOut = rows(page.find("#held-out > .scroll tbody tr"));
    int row = 0;
    for (RunHistory run : runs) {
      for (var result : run.evaluations()) {
        ClusteredMean mean = result.means().get(run.decisiveMean());
        String[] shown = heldOut.get(row++).get(1).split(" ± ");
        near(Double.parseDouble(shown[0]), mean.mean(), "held-out mean");
        if (mean.halfWidth() > 0) {
          near(Double.parseDouble(shown[1]), mean.halfWidth(), "held-out interval");
        }
      }
    }
    String best = page.find(".run .big").first().textContent();
    double mean = runs.get(0).best().orElseThrow().means().get(runs.get(0).decisiveMean()).mean();
    near(Double.parseDouble(best.split(" ± ")[0]), mean, "best held-out result");
  }

  private static void comparesThem(OpenPage page, List<RunHistory> runs) {
    control(page, "Difference").check();
    Locator reward = chart(page, "Reward");
    Unmet.unless(
        names(reward).equals(List.of(runs.get(1).name() + " − " + runs.get(0).name())),
        "the difference is called %s",
        names(reward));
    Unmet.unless(page.holds(DRAWN), "a difference is blank");
    SortedMap<Long, Double> differences = new TreeMap<>();
    SortedMap<Long, Double> base = runs.get(0).training().of("reward");
    runs.get(1)
        .training()
        .of("reward")
        .forEach((step, value) -> differences.put(step, value - base.get(step)));
    agree(table(reward), 1, differences, "difference of the reward");
    control(page, "Difference").uncheck();
    control(page, runs.get(0).name()).uncheck();
    Unmet.unless(
        names(chart(page, "Reward")).equals(List.of(runs.get(1).name())),
        "a run that is hidden is drawn");
    control(page, runs.get(0).name()).check();
    List<List<String>> settings = rows(page.find("#configuration tbody tr:visible"));
    Unmet.unless(
        settings.contains(List.of("algorithm", "grpo", "grpovi", "differs"))
            && settings.stream().allMatch(row -> row.get(3).equals("differs")),
        "the settings that differ are %s",
        settings);
  }

  /** From the top: the skip link, the sections, the theme, then a chart, whose cursor moves. */
  private static void isUsedByKeyboard(OpenPage page) {
    page.page().reload();
    page.page().keyboard().press("Tab");
    Unmet.unless(
        page.holds("document.activeElement.matches('.skip')"), "the skip link is not first");
    for (int i = 0; i < 60 && !page.holds("document.activeElement.matches('.plot')"); i++) {
      page.page().keyboard().press("Tab");
    }
    Unmet.unless(page.holds("document.activeElement.matches('.plot')"), "no chart gets the focus");
    String other = "document.querySelectorAll('.plot')[3].getAttribute('aria-valuenow')";
    String now = "document.activeElement.getAttribute('aria-valuetext')";
    Object last = page.evaluate(now);
    page.page().keyboard().press("Home");
    Object first = page.evaluate(now);
    Unmet.unless(!last.equals(first), "Home leaves the cursor at %s", last);
    Object synchronised = page.evaluate(other);
    page.page().keyboard().press("End");
    Unmet.unless(
        page.evaluate(now).equals(last) && !page.evaluate(other).equals(synchronised),
        "End does not move all cursors");
    page.find("#completions .tools input:checked").focus();
    String title = page.find("#completions h3").textContent();
    page.page().keyboard().press("ArrowRight");
    Unmet.unless(
        !page.find("#completions h3").textContent().equals(title), "arrows do not change the list");
  }

  private static void changesItsTheme(OpenPage page) {
    String background = "getComputedStyle(document.body).backgroundColor";
    Object light = page.evaluate(background);
    page.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    Object dark = page.evaluate(background);
    Unmet.unless(!light.equals(dark), "it does not follow the system's theme");
    page.page().getByLabel("Light").check();
    Unmet.unless(page.evaluate(background).equals(light), "Light does not make it light");
    page.page().getByLabel("Dark").check();
    Unmet.unless(page.evaluate(background).equals(dark), "Dark does not make it dark");
    Unmet.unless(page.holds(DRAWN), "a chart is blank in the dark");
  }

  private static void showsMarkupAsText(OpenPage page, RunHistory run) {
    String template = run.settings().path("prompts").path("prompt-template").asText("");
    String prompt = page.find("#completions .prompt").first().textContent();
    Unmet.unless(
        !template.contains("<") || prompt.endsWith(template.substring(template.indexOf('<'))),
        "a prompt is shown as %s",
        prompt);
    Unmet.unless(
        page.holds("window.hostile === undefined") && page.find("main img").count() == 0,
        "a prompt's markup came to life");
  }

  /** Looks by light and by dark; the number of rules that axe passes. */
  static int isAccessible(Chromium chromium, Path file) {
    int rules = 0;
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (OpenPage page = chromium.open(address(file), Screen.DESK, scheme)) {
        page.find("figure.chart summary").first().click();
        rules = page.isAccessible();
      }
    }
    return rules;
  }

  private static void pictures(Chromium chromium, Path both, Path one, Path folder) {
    try (OpenPage page = chromium.open(address(one), Screen.DESK, ColorScheme.LIGHT)) {
      page.picture(folder.resolve("report.png"));
    }
    try (OpenPage page = chromium.open(address(both), Screen.DESK, ColorScheme.DARK)) {
      page.evaluate("document.getElementById('held-out').scrollIntoView()");
      page.picture(folder.resolve("report-compared.png"));
    }
    try (OpenPage page = chromium.open(address(both), Screen.PHONE, ColorScheme.LIGHT)) {
      page.picture(folder.resolve("report-phone.png"));
    }
  }

  private static Locator control(OpenPage page, String label) {
    return page.find(".controls").getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
  }

  private static Locator chart(OpenPage page, String title) {
    return page.find("figure.chart:has(h4:text-is(\"" + title + "\"))");
  }

  private static List<String> names(Locator chart) {
    return chart.locator(".legend .name").allTextContents();
  }

  /** The numbers of a chart, which it shows as a table when asked. */
  private static List<List<String>> table(Locator chart) {
    if (chart.locator("table").count() == 0) {
      chart.locator("summary").click();
      chart.locator("table").waitFor();
    }
    return rows(chart.locator("tbody tr"));
  }

  private static List<List<String>> rows(Locator rows) {
    return rows.all().stream().map(row -> row.locator("th, td").allTextContents()).toList();
  }

  private static void agree(
      List<List<String>> rows, int column, SortedMap<Long, Double> values, String what) {
    Unmet.unless(
        rows.size() == values.size(), "%s has %d rows, not %d", what, rows.size(), values.size());
    int row = 0;
    for (var each : values.entrySet()) {
      List<String> cells = rows.get(row++);
      Unmet.unless(
          cells.get(0).equals(each.getKey().toString()), "%s: %s is not a step", what, cells);
      near(Double.parseDouble(cells.get(column)), each.getValue(), what);
    }
  }

  private static void near(double shown, double value, String what) {
    Unmet.unless(
        Math.abs(shown - value) <= DIGITS * Math.max(1, Math.abs(value)),
        "%s is %s on the page and %s in the run",
        what,
        shown,
        value);
  }
}
