package dev.vireo.store.parquet;

/** A value of a column during a visit. It is decoded only on request. */
public interface ColumnValue {

  /** The value of a numeric column. */
  double number();

  /** The value of a column of texts or enums. */
  String text();
}
