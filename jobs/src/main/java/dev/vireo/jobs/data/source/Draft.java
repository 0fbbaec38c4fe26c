package dev.vireo.jobs.data.source;

import java.io.Serializable;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What became of one row of a source: a record that may still lack its id.
 *
 * @param record the record; what is not yet known of it is empty, not null
 * @param id the id that the source gives, or null if it gives none
 * @param tokens the record's length, as far as it is limited
 * @param eval whether the source says that the row is for evaluation; null if it says nothing
 * @param where the row's place, for messages
 * @param problem why the row cannot be used, or null; then there is no record
 * @param leftOut whether the row is left out and counted instead, as the settings allow
 * @param <T> class of the record
 */
public record Draft<T extends SpecificRecordBase>(
    T record, String id, int tokens, Boolean eval, String where, String problem, boolean leftOut)
    implements Serializable {
  /** A record made of a row. */
  public static <T extends SpecificRecordBase> Draft<T> of(
      SourceRow row, T record, String id, int tokens, Boolean eval) {
    return new Draft<>(record, id, tokens, eval, row.where(), null, false);
  }

  /** A row that cannot be used. */
  public static <T extends SpecificRecordBase> Draft<T> bad(SourceRow row, String problem) {
    return new Draft<>(null, null, 0, null, row.where(), problem, false);
  }

  /** A row of which nothing can be made, and that the settings leave out. */
  public static <T extends SpecificRecordBase> Draft<T> leftOut(SourceRow row, String id) {
    return new Draft<>(null, id, 0, null, row.where(), null, true);
  }
}
