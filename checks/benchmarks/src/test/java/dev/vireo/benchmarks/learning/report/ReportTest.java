package dev.vireo.benchmarks.learning.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.benchmarks.learning.grid.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final String SETTING = "addition";

  @TempDir private Path folder;

  @Test
  void pointsComeBackFromTheirFile() {
    List<Point> points =
        List.of(
            new Point(cell("grpo", 1), 0, 0.25, 0.5, Double.NaN, 1.5, 0),
            new Point(cell("grpo", 1), 10, 0.375, -2, 0.125, 1, 12.25));
    Path file = folder.resolve("cells.csv");

    PointsFile.write(file, points);

    assertThat(PointsFile.read(file)).isEqualTo(points);
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Path file = folder.resolve("cells.csv");
    PointsFile.write(file, List.of(new Point(cell("grpo", 1), 0, 1, 1, 1, 1, 1)));
    Files.writeString(file, Files.readString(file) + "addition,group,grpo,1,ten,1,1,1,1,1\n");

    assertThatThrownBy(() -> PointsFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("ten");
  }

  /** Seeds differ by .4, and the rule is .1 ahead on one and .2 on the other. */
  @Test
  void rulesAreComparedSeedBySeed() {
    List<Comparison> comparisons = Comparison.all(Setting.of(points()), "grpo");

    assertThat(comparisons).hasSize(1);
    Comparison faster = comparisons.get(0);
    assertThat(faster.rule()).isEqualTo("faster");
    assertThat(faster.end().mean()).isCloseTo(0.15, within(1e-12));
    assertThat(faster.end().upper() - faster.end().mean())
        .isCloseTo(12.706204736432095 * 0.05, within(1e-9));
    assertThat(faster.area().mean()).isCloseTo(0.075, within(1e-12));
  }

  /** From .2 to .4 in the mean, which the rule passes on its way to .55. */
  @Test
  void stepsAreThoseToTheOthersLastValue() {
    Comparison faster = Comparison.all(Setting.of(points()), "grpo").get(0);

    assertThat(faster.reaches()).isCloseTo(0.2 / 0.35, within(1e-9));
    // The KL rises from 0 to 1 by the rule, and to .5 otherwise.
    assertThat(faster.kl()).isCloseTo(0.2 / 0.35 - 0.5, within(1e-9));
  }

  @Test
  void seedsThatOnlyOneRuleHasDoNotCount() {
    List<Point> points = new ArrayList<>(points());
    points.add(new Point(cell("faster", 3), 10, 0, 0, 0, 0, 0));

    assertThat(Comparison.all(Setting.of(points), "grpo").get(0).end().pairs()).isEqualTo(2);
  }

  @Test
  void theSamePointsGiveTheSameBytes() throws IOException {
    Report one = new Report(folder.resolve("one"), "short");
    Report two = new Report(folder.resolve("two"), "short");
    one.write(points(), "grpo");
    two.write(points(), "grpo");

    assertThat(one.results()).isDirectoryContaining("glob:**/summary.csv");
    assertThat(one.pictures()).isDirectoryContaining("glob:**/addition-group.svg");
    for (Path written : List.of(one.results(), one.pictures())) {
      Path other = folder.resolve("two").resolve(folder.resolve("one").relativize(written));
      try (Stream<Path> files = Files.list(written)) {
        files.forEach(
            file -> assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file));
      }
    }
  }

  @Test
  void thePictureOfDifferencesNamesEveryRow() throws IOException {
    List<Point> points = new ArrayList<>(points());
    for (int rule = 0; rule < 9; rule++) {
      for (long seed = 1; seed <= 2; seed++) {
        points.add(new Point(cell("rule-" + rule, seed), 10, 0.01 * rule * seed, 0, 0, 0, 0));
      }
    }
    Report report = new Report(folder, "short");
    report.write(points, "grpo");

    String picture = Files.readString(report.pictures().resolve("differences.svg"));
    assertThat(picture).containsOnlyOnce(SETTING + ", group: faster");
    for (int rule = 0; rule < 9; rule++) {
      assertThat(picture).containsOnlyOnce(SETTING + ", group: rule-" + rule);
    }
  }

  @Test
  void thePageOfTheDocumentationShowsTablesAndPictures() throws IOException {
    Path page = Files.createDirectories(folder.resolve("docs")).resolve("LEARNING.md");
    Files.writeString(page, "<!-- begin short -->\n<!-- end short -->\n");

    new Report(folder, "short").write(points(), "grpo");

    assertThat(page)
        .content()
        .contains("| `faster` | 2 |", "](images/learning/short/addition-group.svg)")
        .contains("](images/learning/short/differences.svg)");
  }

  @Test
  void tablesTakeTheirPlaceInAPage() {
    String page = "before\n<!-- begin short -->\nold\n<!-- end short -->\nafter\n";

    assertThat(MarkedPage.with(page, "short", "| new |"))
        .isEqualTo("before\n<!-- begin short -->\n\n| new |\n\n<!-- end short -->\nafter\n");
    assertThat(MarkedPage.with(page, "main", "| new |")).isEqualTo(page);
    assertThatThrownBy(() -> MarkedPage.with("<!-- begin short -->\n", "short", ""))
        .isInstanceOf(InputException.class);
  }

  @Test
  void tablesSayWhenAValueIsNotReached() {
    List<Point> points = new ArrayList<>(points());
    for (long seed = 1; seed <= 2; seed++) {
      points.add(new Point(cell("slower", seed), 0, 0, 0, Double.NaN, 1, 0));
      points.add(new Point(cell("slower", seed), 10, 0.1, 0, Double.NaN, 1, 0));
    }
    List<Setting> settings = Setting.of(points);
    String tables = Tables.markdown(settings.get(0), Comparison.all(settings, "grpo"), "grpo");

    assertThat(tables)
        .contains("| `grpo` | 2 | 0.200 | 0.400 | | | | | |")
        .contains("| `slower` | 2 | 0.000 | 0.100 |")
        .contains("not reached")
        .contains("| `faster` | 2 | 0.200 | 0.550 | +0.150 [");
  }

  private static List<Point> points() {
    return List.of(
        new Point(cell("grpo", 1), 0, 0.0, 0, 0, 1, 0),
        new Point(cell("grpo", 1), 10, 0.2, 0, 0.5, 1, 0),
        new Point(cell("grpo", 2), 0, 0.4, 0, 0, 1, 0),
        new Point(cell("grpo", 2), 10, 0.6, 0, 0.5, 1, 0),
        new Point(cell("faster", 1), 0, 0.0, 0, 0, 1, 0),
        new Point(cell("faster", 1), 10, 0.3, 0, 1, 1, 0),
        new Point(cell("faster", 2), 0, 0.4, 0, 0, 1, 0),
        new Point(cell("faster", 2), 10, 0.8, 0, 1, 1, 0));
  }

  private static Cell cell(String rule, long seed) {
    return new Cell(SETTING, "group", rule, seed);
  }
}
