package dev.vireo.pipelines.tables;

import dev.vireo.algorithms.InputException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a run is registered.
 *
 * @param catalog the catalog's name in Spark
 * @param namespace the namespace, or database, of the tables; its levels have dots between them
 * @param warehouse the folder of a Hadoop catalog that the session does not know yet
 * @param run the run's name in the tables
 */
public record CatalogTarget(
    String catalog, String namespace, Optional<String> warehouse, String run) {

  private static final Pattern NAME = Pattern.compile("[^.`\\s]+");

  /** Refuses names that no statement could say. */
  public CatalogTarget {
    require("--catalog", catalog);
    for (String level : namespace.split("\\.", -1)) {
      require("--namespace", level);
    }
    if (run.isBlank()) {
      throw new InputException("--as is empty: give the run a name");
    }
  }

  private static void require(String option, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InputException(
          "%s has the name '%s': it must have a letter, and no blank or backquote"
              .formatted(option, name));
    }
  }

  /** The levels of the namespace. */
  List<String> levels() {
    return List.of(namespace.split("\\.", -1));
  }

  /** The whole name of a table. */
  String table(String name) {
    return catalog + "." + namespace + "." + name;
  }
}
