package dev.vireo.jobs.data.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The drafts of consecutive rows. The records are bytes until the chunks are cut: what is asked of
 * all rows before, again and again, looks at the few other things.
 *
 * @param first the first row's place
 * @param ids for each row the id that the source gives, or null
 * @param marks for each row what is known of it, bits added up
 * @param records for each row its record, with the id if the source gives one
 * @param faults what the driver has to be told of
 */
record DraftPacket(long first, String[] ids, byte[] marks, byte[][] records, Faults faults)
    implements Serializable {
  private static final int TOO_LONG = 1;
  private static final int REPEATED = 2;
  private static final int SPLIT_GIVEN = 4;
  private static final int EVAL = 8;
  private static final int LEFT_OUT = 16;

  /**
   * Rows that cannot be used as they are.
   *
   * @param problem the first that cannot be used at all; null if there is none
   * @param tooLong how many are over the limit of tokens
   * @param tooLongPlaces the first of them, at most {@link Intake#NAMED}
   * @param leftOut how many cannot be used at all, and are left out
   */
  record Faults(PlacedText problem, long tooLong, List<PlacedText> tooLongPlaces, long leftOut)
      implements Serializable {}

  static <T extends SpecificRecordBase> DraftPacket of(
      RowPacket packet, DraftMaker<T> maker, RecordBytes<T> encoding, IntakeRules rules) {
    int size = packet.rows().size();
    String[] ids = new String[size];
    byte[] marks = new byte[size];
    byte[][] records = new byte[size][];
    PlacedText problem = null;
    long tooLong = 0;
    long leftOut = 0;
    List<PlacedText> tooLongPlaces = new ArrayList<>(0);
    for (int i = 0; i < size; i++) {
      SourceRow row = packet.rows().get(i);
      Draft<T> draft = row.problem() == null ? maker.make(row) : Draft.bad(row, row.problem());
      if (draft.problem() != null) {
        // Nothing will be made of this source.
        String text = draft.where() + " " + draft.problem();
        problem = problem == null ? new PlacedText(packet.first() + i, text) : problem;
        records[i] = new byte[0];
        continue;
      }
      ids[i] = draft.id();
      if (draft.leftOut()) {
        marks[i] |= LEFT_OUT;
        leftOut++;
        records[i] = new byte[0];
        continue;
      }
      T made = draft.record();
      if (draft.id() != null) {
        made.put(made.getSchema().getField(rules.idField()).pos(), draft.id());
      }
      records[i] = encoding.of(made);
      if (draft.eval() != null) {
        marks[i] |= (byte) (SPLIT_GIVEN | (draft.eval() ? EVAL : 0));
      }
      if (rules.limit().isExceededBy(draft.tokens())) {
        marks[i] |= TOO_LONG;
        if (tooLong++ < Intake.NAMED) {
          String text = "%s (%d)".formatted(draft.where(), draft.tokens());
          tooLongPlaces.add(new PlacedText(packet.first() + i, text));
        }
      }
    }
    Faults faults = new Faults(problem, tooLong, tooLongPlaces, leftOut);
    return new DraftPacket(packet.first(), ids, marks, records, faults);
  }

  int size() {
    return marks.length;
  }

  long place(int row) {
    return first + row;
  }

  /** This, without the rows whose id was seen before. */
  DraftPacket without(BitSet repeated, int from) {
    byte[] more = marks.clone();
    for (int i = repeated.nextSetBit(from);
        i >= 0 && i < from + more.length;
        i = repeated.nextSetBit(i + 1)) {
      more[i - from] |= REPEATED;
    }
    return new DraftPacket(first, ids, more, records, faults);
  }

  boolean isKept(int row) {
    return (marks[row] & (TOO_LONG | REPEATED | LEFT_OUT)) == 0;
  }

  /** Whether a row is for evaluation; null if the source says nothing. */
  Boolean eval(int row) {
    return (marks[row] & SPLIT_GIVEN) == 0 ? null : (marks[row] & EVAL) != 0;
  }
}
