package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Which columns of a dataset's files hold values that tend to repeat, so that a dictionary pays
 * off: token ids do; a policy's numbers do not, and building a dictionary of them takes longer than
 * everything else.
 *
 * <p>Found out once for each dataset. A switch over the types that was asked for every column of
 * every file gave another answer for a while now and then, after it had been compiled while several
 * threads wrote (seen with Java 17.0.15), and files of the same rows differed in their bytes.
 */
final class RepeatingColumns {
  private static final Set<PrimitiveTypeName> REPEATING =
      Collections.unmodifiableSet(
          EnumSet.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64, PrimitiveTypeName.BOOLEAN));

  private static final Map<DatasetType<?>, Map<String, Boolean>> KNOWN = new ConcurrentHashMap<>();

  private RepeatingColumns() {}

  /** Every column by its path, with dots in between. */
  static Map<String, Boolean> of(DatasetType<?> type) {
    return KNOWN.computeIfAbsent(type, RepeatingColumns::find);
  }

  private static Map<String, Boolean> find(DatasetType<?> type) {
    Map<String, Boolean> columns = new TreeMap<>();
    for (ColumnDescriptor column :
        ChunkColumns.withMapsAsLists(ChunkColumns.typed(type)).getColumns()) {
      columns.put(String.join(".", column.getPath()), repeats(column.getPrimitiveType()));
    }
    return Collections.unmodifiableMap(columns);
  }

  private static boolean repeats(PrimitiveType type) {
    return REPEATING.contains(type.getPrimitiveTypeName())
        || type.getLogicalTypeAnnotation() instanceof EnumLogicalTypeAnnotation;
  }
}
