package dev.vireo.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.vireo.browser.Chromium.Screen;
import dev.vireo.reports.study.StudyTable;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code vireo report}: the page of a study. */
final class StudyCheck implements PageCheck {

  @Override
  public String name() {
    return "study";
  }

  @Override
  public String look(Workshop workshop, Chromium chromium) throws Exception {
    Path run = workshop.study();
    StudyReport report = StudyFile.read(RunDirectory.at(run)).orElseThrow();
    Path file = ReportCheck.made(workshop, List.of(run), "study.html");
    String address = ReportCheck.address(file);
    int charts;
    try (OpenPage page = chromium.open(address, Screen.DESK, ColorScheme.LIGHT)) {
      Unmet.unless(page.holds(ReportCheck.DRAWN), "a curve is blank");
      charts = page.find("#study figure.chart").count();
      Unmet.unless(charts >= 4, "there are %d charts of the study", charts);
      hasItsTables(page, StudyTable.tables(report));
      page.hasNoComplaints();
      Unmet.unless(
          page.requests().stream().allMatch(address::equals), "it asks for %s", page.requests());
    }
    int rules = ReportCheck.isAccessible(chromium, file);
    try (OpenPage page = chromium.open(address, Screen.PHONE, ColorScheme.LIGHT)) {
      page.fitsItsWindow();
      page.hasNoComplaints();
    }
    return "%d charts and the tables of a study; phone; axe passes %d rules"
        .formatted(charts, rules);
  }

  private static void hasItsTables(OpenPage page, List<StudyTable.Table> tables) {
    List<Locator> shown = page.find("#study .group table").all();
    Unmet.unless(
        shown.size() == tables.size(), "it has %d tables, not %d", shown.size(), tables.size());
    for (int i = 0; i < tables.size(); i++) {
      List<List<String>> rows = new ArrayList<>();
      for (Locator row : shown.get(i).locator("tr").all()) {
        rows.add(row.locator("th, td").allTextContents());
      }
      Unmet.unless(
          rows.equals(tables.get(i).rows()),
          "the table %s has %s, and the study %s",
          tables.get(i).title(),
          rows,
          tables.get(i).rows());
    }
  }
}
