package dev.vireo.store.parquet;

/**
 * Sees the values of one column in the order of the rows. A column may be within a list ({@code
 * completions.reward}), and may itself be one ({@code completions.token_ids}): each of a list's
 * elements is announced, whether or not it has a value.
 */
public interface ColumnVisitor {

  /** A row begins. */
  default void row() {}

  /** An element of the row's outer list begins; never called for a column outside of lists. */
  default void element() {}

  /** A value that is not null, of the row or element that began last. */
  default void value(ColumnValue value) {}
}
