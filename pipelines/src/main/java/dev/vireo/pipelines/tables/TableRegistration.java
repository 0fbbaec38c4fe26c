package dev.vireo.pipelines.tables;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.ChunkSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Brings what a table has of a run to what the run has: a snapshot for each partition that differs,
 * all of them in one commit. The truth about a partition is its manifest's hash, which the snapshot
 * that registered it keeps in its summary.
 */
final class TableRegistration {

  /** In a snapshot's summary: the run's name, the partition's folder and its manifest's hash. */
  static final String RUN = "vireo.run";

  static final String PATH = "vireo.path";
  static final String HASH = "vireo.manifest-hash";

  private final Table table;
  private final String name;
  private final TableShape shape;
  private final String run;
  private final String uri;
  private final Optional<Snapshot> start;

  /** The files that the table has of the run, by the partition's key. */
  private final Map<List<String>, List<DataFile>> there;

  /** The hashes of the manifests by which partitions of the run were last registered, by path. */
  private final Map<String, String> hashes;

  /**
   * Looks at a table.
   *
   * @param table the table, as {@link CatalogTables} makes it
   * @param name its whole name
   * @param run the run's name in it
   * @param uri the run directory's URI
   * @throws InputException if it has a run of that name from another directory
   */
  TableRegistration(Table table, String name, TableShape shape, String run, String uri) {
    this.table = table;
    this.name = name;
    this.shape = shape;
    this.run = run;
    this.uri = uri;
    this.start = Optional.ofNullable(table.currentSnapshot());
    this.there = start.isEmpty() ? new LinkedHashMap<>() : files(start.get());
    this.hashes = start.isEmpty() ? Map.of() : hashes();
    requireSameRun();
  }

  private Map<List<String>, List<DataFile>> files(Snapshot snapshot) {
    Map<List<String>, List<DataFile>> files = new LinkedHashMap<>();
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(snapshot.snapshotId())
            .filter(Expressions.equal(TableShape.RUN, run))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        List<String> key =
            IntStream.range(0, shape.keys().size())
                .mapToObj(i -> String.valueOf(task.file().partition().get(i, Object.class)))
                .toList();
        files.computeIfAbsent(key, any -> new ArrayList<>()).add(task.file());
      }
    } catch (IOException e) {
      throw StorageException.of("read", name, e);
    }
    return files;
  }

  private Map<String, String> hashes() {
    Map<String, String> hashes = new HashMap<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      Map<String, String> summary = snapshot.summary();
      if (run.equals(summary.get(RUN))) {
        // The newest comes first. A removed partition has none.
        hashes.putIfAbsent(summary.get(PATH), summary.getOrDefault(HASH, ""));
      }
    }
    return hashes;
  }

  private void requireSameRun() {
    there.values().stream()
        .flatMap(List::stream)
        .filter(file -> !file.location().startsWith(uri + "/"))
        .findFirst()
        .ifPresent(
            file -> {
              throw new InputException(
                  "%s has a run '%s' from elsewhere (%s): name this one with --as, or, if it was moved, first DELETE FROM %s WHERE run = '%s'"
                      .formatted(name, run, file.location(), name, run));
            });
  }

  /**
   * Registers what differs.
   *
   * @throws StorageException if another process changed the same since this looked
   */
  TableReport register(List<RunPartition> partitions) {
    try {
      return commitChanges(partitions);
    } catch (ValidationException | CommitFailedException e) {
      throw new StorageException(
          name + " was changed by another process: run the same command again", e);
    }
  }

  private TableReport commitChanges(List<RunPartition> partitions) {
    Transaction transaction = table.newTransaction();
    int added = 0;
    int replaced = 0;
    Map<List<String>, List<DataFile>> left = new LinkedHashMap<>(there);
    for (RunPartition partition : partitions) {
      List<DataFile> old = Optional.ofNullable(left.remove(partition.key())).orElse(List.of());
      if (!isRegistered(partition, old)) {
        change(transaction, partition.key(), partition.path(), old, Optional.of(partition));
        added += old.isEmpty() ? 1 : 0;
        replaced += old.isEmpty() ? 0 : 1;
      }
    }
    left.forEach((key, old) -> change(transaction, key, folder(old), old, Optional.empty()));
    int changes = added + replaced + left.size();
    if (changes > 0) {
      transaction.commitTransaction();
    }
    return new TableReport(
        name, added, replaced, left.size(), partitions.size() - added - replaced);
  }

  private boolean isRegistered(RunPartition partition, List<DataFile> files) {
    Set<String> known = files.stream().map(DataFile::location).collect(Collectors.toSet());
    Set<String> wanted =
        partition.manifest().chunks().stream().map(partition::file).collect(Collectors.toSet());
    return known.equals(wanted)
        && partition.manifest().contentHash().equals(hashes.get(partition.path()));
  }

  /** The folder of files in the run directory. */
  private String folder(List<DataFile> files) {
    String location = files.get(0).location();
    return location.substring(uri.length() + 1, location.lastIndexOf('/'));
  }

  private void change(
      Transaction transaction,
      List<String> key,
      String path,
      List<DataFile> old,
      Optional<RunPartition> partition) {
    OverwriteFiles change = transaction.newOverwrite();
    old.forEach(change::deleteFile);
    partition.map(this::dataFiles).orElse(List.of()).forEach(change::addFile);
    // Two processes that register the same run would otherwise have every row twice.
    start.ifPresent(snapshot -> change.validateFromSnapshot(snapshot.snapshotId()));
    change.conflictDetectionFilter(filter(key)).validateNoConflictingData();
    change.set(RUN, run).set(PATH, path);
    partition.ifPresent(each -> change.set(HASH, each.manifest().contentHash()));
    change.commit();
  }

  private Expression filter(List<String> key) {
    Expression filter = Expressions.alwaysTrue();
    for (int i = 0; i < key.size(); i++) {
      String column = shape.keys().get(i);
      boolean number = table.schema().findType(column).equals(Types.IntegerType.get());
      Object value = number ? (Object) Integer.valueOf(key.get(i)) : key.get(i);
      filter = Expressions.and(filter, Expressions.equal(column, value));
    }
    return filter;
  }

  private List<DataFile> dataFiles(RunPartition partition) {
    NameMapping mapping =
        NameMappingParser.fromJson(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING));
    MetricsConfig config = MetricsConfig.forTable(table);
    return partition.manifest().chunks().parallelStream()
        .map(chunk -> dataFile(partition, chunk, config, mapping))
        .toList();
  }

  private DataFile dataFile(
      RunPartition partition, ChunkSummary chunk, MetricsConfig config, NameMapping mapping) {
    String file = partition.file(chunk);
    Metrics metrics;
    try {
      metrics =
          ParquetUtil.fileMetrics(table.io().newInputFile(file, chunk.size()), config, mapping);
    } catch (RuntimeException e) {
      throw new StorageException(
          "The catalog of %s cannot read %s: %s"
              .formatted(name, file, StorageException.firstLine(e)),
          e);
    }
    if (metrics.recordCount() != chunk.rows()) {
      throw new InputException(
          "%s has %d rows, and its manifest says %d: see 'vireo verify'"
              .formatted(file, metrics.recordCount(), chunk.rows()));
    }
    return DataFiles.builder(table.spec())
        .withPath(file)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(chunk.size())
        .withPartitionValues(partition.key())
        .withMetrics(metrics)
        .build();
  }
}
