package dev.vireo.benchmarks.learning.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.run.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridFileTest {

  private static final Path LEARNING = Path.of("learning");

  private static final String GRID =
      """
      seeds: [7, 8]
      iterations: 20
      evaluate-every: 10
      blocks:
        - {tasks: [arithmetic, sorting], conditions: [group], rules: [grpo, top-share]}
        - {tasks: [arithmetic], conditions: [group], rules: [grpo, paper]}
      """;

  @TempDir private Path folder;

  @Test
  void cellsAreAllOfEachBlockAndThereOnce() throws IOException {
    List<Cell> cells = read(GRID).grid().cells();

    assertThat(cells).doesNotHaveDuplicates().hasSize(2 * 2 * 2 + 2);
    assertThat(cells.get(0).name()).isEqualTo("arithmetic/group/grpo/7");
    // Rules of a seed follow each other, so that pairs are complete early.
    assertThat(cells.get(1).name()).isEqualTo("arithmetic/group/top-share/7");
    assertThat(cells).contains(new Cell("arithmetic", "group", "paper", 8));
    assertThat(cells).doesNotContain(new Cell("sorting", "group", "paper", 8));
  }

  @Test
  void rulesDifferByTheirSettingsAlone() throws IOException {
    GridFile grid = read(GRID);
    List<Job> jobs = jobs(grid, "arithmetic/group/grpo/7", "arithmetic/group/top-share/7");
    Job one = jobs.get(1);
    Job other = jobs.get(2);

    assertThat(jobs.get(0).name()).isEqualTo("arithmetic-base/7");
    assertThat(one.needs()).containsExactly("arithmetic-base/7").isEqualTo(other.needs());
    assertThat(one.settings()).contains("seed=7", "iterations=20", "evaluation.every=10");
    List<String> differing =
        other.settings().stream().filter(each -> !one.settings().contains(each)).toList();
    assertThat(differing)
        .containsExactly(
            "run='" + folder.resolve("cells/arithmetic/group/top-share/7/run") + "'",
            "algorithm=\"grpovi\"",
            "adjustment.range={\"top-share\":0.25}");
  }

  @Test
  void whatAPreparedRunNeedsComesFirst() throws IOException {
    GridFile grid = read(GRID.replace("tasks: [arithmetic, sorting]", "tasks: [learned]"));

    assertThat(jobs(grid, "learned/group/grpo/8").stream().map(Job::name))
        .containsExactly(
            "arithmetic-base/8",
            "arithmetic-rollouts/8",
            "arithmetic-judge/8",
            "learned/group/grpo/8");
  }

  @Test
  void placeholdersBecomeNumbersListsAndPaths() throws IOException {
    GridFile grid = read(GRID.replace("tasks: [arithmetic, sorting]", "tasks: [noisy]"));
    GridFile paper = read(GRID.replace("top-share]", "paper]").replace("sorting", "noisy"));

    assertThat(jobs(grid, "noisy/group/grpo/8").get(1).settings())
        .anyMatch(each -> each.startsWith("rewards=") && each.contains("\"seed\":8"))
        .contains("prompts.path=\"" + folder.resolve("data/prompts.jsonl") + "\"");
    assertThat(jobs(paper, "noisy/group/paper/8").get(1).settings())
        .contains("adjustment.range=[-1.0,2.0]");
  }

  /** Every cell of the grids that are shipped is one that Vireo takes. */
  @Test
  void shippedGridsAreWhole() throws IOException {
    try (Stream<Path> files = Files.list(LEARNING)) {
      List<Path> grids =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !file.endsWith("catalogue.yaml"))
              .filter(file -> !file.endsWith("base.yaml") && !file.endsWith("cell.yaml"))
              .toList();
      assertThat(grids).hasSizeGreaterThan(2);
      for (Path file : grids) {
        GridFile grid = GridFile.read(file);
        long seed = grid.grid().seeds().get(0);
        List<Cell> cells =
            grid.grid().cells().stream().filter(cell -> cell.seed() == seed).toList();
        for (Job job : grid.jobs(cells, folders())) {
          assertThat(job.resolved().settings()).isInstanceOf(RunSettings.class);
        }
      }
    }
  }

  @Test
  void mistakesAreToldInALine() {
    mistake(GRID.replace("[7, 8]", "[]"), "there are no seeds");
    mistake(GRID.replace("[7, 8]", "[7, 7]"), "a seed is named twice");
    mistake(GRID.replace("sorting", "sorted"), "there is no task 'sorted'");
    mistake(GRID.replace("paper", "papers"), "there is no rule 'papers'");
    mistake(GRID.replace("[group]", "[groups]"), "there is no condition 'groups'");
    mistake(GRID.replace("evaluate-every: 10", "evaluate-every: 15"), "divide the first");
    mistake(GRID.replace("rules: [grpo, paper]", "rules: []"), "a block has no rules");
    mistake(GRID.replace("seeds", "seed"), "unknown key 'seed'");
    mistake("seeds: [1]\niterations: 2\nevaluate-every: 1\n", "there are no blocks");
    mistake("against: none\n" + GRID, "there is no rule 'none'");
  }

  @Test
  void aSettingThatVireoLacksIsToldWithItsCell() throws IOException {
    read(GRID);
    Path catalogue = folder.resolve("catalogue.yaml");
    Files.writeString(
        catalogue, Files.readString(catalogue).replace("algorithm: grpo}", "algorithms: grpo}"));
    GridFile grid = GridFile.read(folder.resolve("grid.yaml"));

    assertThatThrownBy(() -> jobs(grid, "sorting/group/grpo/7").get(1).resolved())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sorting/group/grpo/7")
        .hasMessageContaining("algorithms")
        .message()
        .hasLineCount(1);
  }

  @Test
  void aCellThatTheGridLacksIsNamed() throws IOException {
    GridFile grid = read(GRID);

    assertThatThrownBy(() -> grid.cell("sorting/group/paper/7"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sorting/group/paper/7")
        .hasMessageContaining("arithmetic/group/grpo/7");
  }

  private void mistake(String grid, String message) {
    assertThatThrownBy(() -> read(grid))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("grid.yaml")
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  private List<Job> jobs(GridFile grid, String... cells) {
    return grid.jobs(Stream.of(cells).map(grid::cell).toList(), folders());
  }

  private Folders folders() {
    return new Folders(Path.of("../..").toAbsolutePath().normalize(), folder);
  }

  private GridFile read(String grid) throws IOException {
    Files.copy(
        LEARNING.resolve("catalogue.yaml"),
        folder.resolve("catalogue.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    Path file = folder.resolve("grid.yaml");
    Files.writeString(file, grid);
    return GridFile.read(file);
  }
}
