package dev.vireo.store.parquet;

/**
 * Visits the values of one column in row order. The column may lie within a list ({@code
 * completions.reward}), and may itself be a list ({@code completions.token_ids}). Every element of
 * the outer list is announced, whether or not it has a value.
 */
public interface ColumnVisitor {

  /** A row begins. */
  default void row() {}

  /** An element of the row's outer list begins; never called for a column outside a list. */
  default void element() {}

  /** A value that is not null, of the row or element that began last. */
  default void value(ColumnValue value) {}
}
