package dev.vireo.benchmarks.learning.grid;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A grid as its file has it, with the catalogue beside it.
 *
 * @param file for messages
 * @param grid what is compared
 * @param catalogue what its names stand for
 */
public record GridFile(Path file, Grid grid, Catalogue catalogue) {

  private static final String PREPARED = "prepared run";

  /**
   * Reads a grid.
   *
   * @throws InputException in one line if the file is not there, is no grid, or names what the
   *     catalogue does not have
   */
  public static GridFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("there is no grid " + file);
    }
    Grid grid = new ConfigReader().read(Grid.class, file, List.of()).settings();
    Path catalogue = file.resolveSibling(grid.catalogue());
    if (!Files.isRegularFile(catalogue)) {
      throw new InputException("%s: there is no catalogue %s".formatted(file, catalogue));
    }
    GridFile read =
        new GridFile(
            file, grid, new ConfigReader().read(Catalogue.class, catalogue, List.of()).settings());
    read.check();
    return read;
  }

  /** Its name, without the ending. */
  public String name() {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  /**
   * The cell of a name.
   *
   * @throws InputException if the grid has none
   */
  public Cell cell(String name) {
    return grid.cells().stream()
        .filter(cell -> cell.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s has no cell %s; its first is %s"
                        .formatted(file, name, grid.cells().get(0).name())));
  }

  /** The jobs of some cells, each after the prepared runs that it needs. */
  public List<Job> jobs(List<Cell> cells, Folders folders) {
    Map<String, Job> jobs = new LinkedHashMap<>();
    for (Cell cell : cells) {
      Job job = job(cell, folders);
      prepare(job, cell.seed(), folders, jobs);
      jobs.put(job.name(), job);
    }
    return List.copyOf(jobs.values());
  }

  private void prepare(Job job, long seed, Folders folders, Map<String, Job> jobs) {
    for (String needed : job.needs()) {
      if (!jobs.containsKey(needed)) {
        String name = needed.substring(0, needed.lastIndexOf('/'));
        Job before = prepared(name, seed, folders);
        prepare(before, seed, folders, jobs);
        jobs.put(needed, before);
      }
    }
  }

  private Job prepared(String name, long seed, Folders folders) {
    Variant prepared = Catalogue.named(PREPARED, catalogue.prepared(), name);
    Placeholders placeholders = Placeholders.of(folders, seed, List.of());
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run=" + Configurations.quoted(folders.prepared(name, seed).toString()),
                "seed=" + seed));
    settings.addAll(placeholders.fill(prepared.settings()));
    return new Job(
        name + "/" + seed,
        Optional.empty(),
        "",
        file(folders, prepared.configuration(), PREPARED + " '" + name + "'"),
        settings,
        needs(placeholders));
  }

  private Job job(Cell cell, Folders folders) {
    Task task = Catalogue.named("task", catalogue.tasks(), cell.task());
    Placeholders placeholders = Placeholders.of(folders, cell.seed(), task.range());
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run=" + Configurations.quoted(folders.run(cell).toString()),
                "seed=" + cell.seed(),
                "iterations=" + grid.iterations(),
                "evaluation.every=" + grid.evaluateEvery()));
    settings.addAll(placeholders.fill(task.settings()));
    settings.addAll(placeholders.fill(catalogue.conditions().get(cell.condition()).settings()));
    settings.addAll(placeholders.fill(catalogue.rules().get(cell.rule()).settings()));
    return new Job(
        cell.name(),
        Optional.of(cell),
        task.target(),
        file(folders, task.configuration(), "task '" + cell.task() + "'"),
        settings,
        needs(placeholders));
  }

  private static List<String> needs(Placeholders placeholders) {
    return placeholders.needs().stream().map(name -> name + "/" + placeholders.seed()).toList();
  }

  private static String file(Folders folders, String configuration, String whose) {
    if (configuration == null) {
      throw new InputException("the catalogue's " + whose + " has no configuration");
    }
    return folders.root().resolve(configuration).toString();
  }

  private void check() {
    try {
      for (Grid.Block block : grid.blocks()) {
        block.tasks().forEach(each -> Catalogue.named("task", catalogue.tasks(), each));
        block
            .conditions()
            .forEach(each -> Catalogue.named("condition", catalogue.conditions(), each));
        block.rules().forEach(each -> Catalogue.named("rule", catalogue.rules(), each));
      }
      Catalogue.named("rule", catalogue.rules(), grid.against());
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }
}
