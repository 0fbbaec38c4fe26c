package dev.vireo.benchmarks.learning.report;

import java.nio.file.Path;
import java.util.List;

/**
 * What the points of a grid come to, in the repository's files.
 *
 * @param root the repository's
 * @param grid its name
 */
public record Report(Path root, String grid) {

  private static final String PICTURES = "images/learning/";

  /** Where the grid's points belong. */
  public Path points() {
    return results().resolve("cells.csv");
  }

  /** Where the grid's numbers go. */
  public Path results() {
    return root.resolve("checks/benchmarks/learning/results").resolve(grid);
  }

  /** Where its pictures go. */
  public Path pictures() {
    return root.resolve("docs").resolve(PICTURES).resolve(grid);
  }

  /**
   * Writes {@code summary.csv}, {@code tables.md} and pictures, and puts both into the page of the
   * documentation if it has a place of the grid's name.
   *
   * @param against the rule that others are compared with
   */
  public void write(List<Point> points, String against) {
    List<Setting> settings = Setting.of(points);
    List<Comparison> comparisons = Comparison.all(settings, against);
    StringBuilder tables = new StringBuilder();
    StringBuilder page = new StringBuilder();
    if (!comparisons.isEmpty()) {
      page.append(picture("differences.svg", Plots.differences(comparisons, against)));
    }
    for (Setting setting : settings) {
      String table = Tables.markdown(setting, comparisons, against);
      String name = "%s-%s.svg".formatted(setting.task(), setting.condition());
      tables.append(table).append('\n');
      page.append(table).append('\n').append(picture(name, Plots.curves(setting)));
    }
    PointsFile.replace(results().resolve("summary.csv"), Tables.csv(comparisons));
    PointsFile.replace(results().resolve("tables.md"), tables.toString());
    MarkedPage.write(root.resolve("docs/LEARNING.md"), grid, page.toString());
  }

  /** Writes a picture, and returns what the page shows it with. */
  private String picture(String name, String svg) {
    PointsFile.replace(pictures().resolve(name), svg);
    return "![%s](%s%s/%s)\n\n"
        .formatted(name.replace(".svg", "").replace('-', ' '), PICTURES, grid, name);
  }
}
