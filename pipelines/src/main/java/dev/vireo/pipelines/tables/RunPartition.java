package dev.vireo.pipelines.tables;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A finished partition of a run, as a table has it.
 *
 * @param key the values of the table's {@link TableShape#keys()}
 * @param path the folder in the run directory
 * @param uri the folder's whole URI
 * @param manifest what is in it
 */
record RunPartition(List<String> key, String path, String uri, Manifest manifest) {

  /** The first version of the schemas whose files hold maps as lists that Iceberg can read. */
  private static final int FIRST_VERSION = 4;

  /**
   * The partitions of a run that belong to a table, in the order of their numbers. What is
   * unfinished, or was cleaned, is not among them.
   *
   * @param name the run's name in the table
   * @throws InputException if one was made before version 4 of the schemas
   */
  static List<RunPartition> of(RunDirectory run, String name, TableShape shape) {
    if (shape.within().isEmpty()) {
      return of(run, "", List.of(name), shape.type());
    }
    List<RunPartition> found = new ArrayList<>();
    String folder = shape.within().get().folder();
    for (String inner : visible(run, folder)) {
      List<String> key = List.of(name, shape.within().get().value(inner));
      found.addAll(of(run, folder + "/" + inner + "/", key, shape.type()));
    }
    return found;
  }

  private static List<RunPartition> of(
      RunDirectory run, String folder, List<String> key, DatasetType<?> type) {
    RunDirectory place =
        folder.isEmpty() ? run : run.child(folder.substring(0, folder.length() - 1));
    Optional<String> column = type.partitionColumn();
    List<Partition<?>> partitions =
        column.isEmpty()
            ? List.of(place.partition(type))
            : visible(place, type.name()).stream()
                .filter(name -> name.startsWith(column.get() + "="))
                .sorted(Comparator.comparing(String::length).thenComparing(name -> name))
                .<Partition<?>>map(
                    name -> place.partition(type, name.substring(column.get().length() + 1)))
                .toList();
    // One request or two for each, to a store that may be far away.
    return partitions.parallelStream()
        .flatMap(partition -> finished(partition, folder, key).stream())
        .toList();
  }

  private static Optional<RunPartition> finished(
      Partition<?> partition, String folder, List<String> key) {
    if (Partition.isCleaned(partition.run(), partition.path())) {
      return Optional.empty();
    }
    List<String> whole = new ArrayList<>(key);
    partition
        .type()
        .partitionColumn()
        .ifPresent(column -> whole.add(partition.name().substring(column.length() + 1)));
    return partition
        .published()
        .map(DatasetHandle::manifest)
        .map(
            manifest -> {
              if (manifest.schemaVersion() < FIRST_VERSION) {
                throw new InputException(
                    "%s was written before version %d of the schemas, in files that no table can hold together with newer ones: redo it, or read it with Spark"
                        .formatted(partition.uri(), FIRST_VERSION));
              }
              return new RunPartition(
                  List.copyOf(whole), folder + partition.path(), partition.uri(), manifest);
            });
  }

  private static List<String> visible(RunDirectory run, String folder) {
    return run.list(folder).stream().filter(name -> !name.startsWith(".")).toList();
  }

  /** The whole URI of a chunk's file. */
  String file(ChunkSummary chunk) {
    return uri + "/" + chunk.file();
  }
}
