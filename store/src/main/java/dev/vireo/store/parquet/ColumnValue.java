package dev.vireo.store.parquet;

/** A value of a column while it is visited. What is not asked for is not decoded. */
public interface ColumnValue {

  /** The number, where the column holds numbers. */
  double number();

  /** The text, where the column holds texts or symbols. */
  String text();
}
