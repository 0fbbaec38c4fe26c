package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * The judged rows of a source, kept so that each question to them does not read the source again.
 */
final class JudgedRows<T> implements AutoCloseable {

  private final String what;
  private final String path;
  private final JavaRDD<Judged<T>> rows;

  JudgedRows(String what, String path, JavaRDD<Judged<T>> rows) {
    this.what = what;
    this.path = path;
    this.rows = rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * The records, in the source's order.
   *
   * @throws InputException naming the first row that is wrong
   */
  JavaRDD<T> records() {
    List<Judged<T>> wrong = rows.filter(row -> row.problem() != null).take(1);
    if (!wrong.isEmpty()) {
      throw new InputException(
          "Cannot read %s: %s %s".formatted(what, wrong.get(0).place(), wrong.get(0).problem()));
    }
    if (rows.filter(row -> row.record() != null).isEmpty()) {
      throw new InputException("Cannot read %s: %s has none that fits".formatted(what, path));
    }
    return rows.filter(row -> row.record() != null).map(Judged::record);
  }

  /** The judged rows themselves. */
  JavaRDD<Judged<T>> all() {
    return rows;
  }

  /** Rows left out. */
  long dropped() {
    return rows.filter(Judged::dropped).count();
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
