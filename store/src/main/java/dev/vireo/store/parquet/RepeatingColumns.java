package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Which columns hold values that tend to repeat, so that a dictionary pays off: token ids do; a
 * policy's numbers do not, and building a dictionary of them takes longer than everything else.
 *
 * <p>Every writer is told of the columns of all datasets, and not only of its own: Parquet 1.16
 * keeps the properties of the writer that was built last where writers of all threads look for them
 * ({@code DefaultValuesWriterFactory}), so that a file's bytes would depend on what else is written
 * at that moment. Where a path holds such values in one dataset and not in another, neither has a
 * dictionary.
 */
final class RepeatingColumns {
  private static final Set<PrimitiveTypeName> REPEATING =
      Collections.unmodifiableSet(
          EnumSet.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64, PrimitiveTypeName.BOOLEAN));

  private static final Map<String, Boolean> OF_DATASETS = ofDatasets();

  private RepeatingColumns() {}

  /**
   * Every column by its path, with dots in between.
   *
   * @param type a dataset of {@link Datasets}, or another, whose columns come in addition
   */
  static Map<String, Boolean> with(DatasetType<?> type) {
    if (Datasets.all().contains(type)) {
      return OF_DATASETS;
    }
    Map<String, Boolean> columns = new TreeMap<>(OF_DATASETS);
    columns.putAll(of(type));
    return columns;
  }

  private static Map<String, Boolean> ofDatasets() {
    Map<String, Boolean> columns = new TreeMap<>();
    for (DatasetType<?> type : Datasets.all()) {
      of(type).forEach((path, repeats) -> columns.merge(path, repeats, Boolean::logicalAnd));
    }
    return Collections.unmodifiableMap(columns);
  }

  private static Map<String, Boolean> of(DatasetType<?> type) {
    Map<String, Boolean> columns = new TreeMap<>();
    for (ColumnDescriptor column :
        ChunkColumns.withMapsAsLists(ChunkColumns.typed(type)).getColumns()) {
      columns.put(String.join(".", column.getPath()), repeats(column.getPrimitiveType()));
    }
    return columns;
  }

  private static boolean repeats(PrimitiveType type) {
    return REPEATING.contains(type.getPrimitiveTypeName())
        || type.getLogicalTypeAnnotation() instanceof EnumLogicalTypeAnnotation;
  }
}
