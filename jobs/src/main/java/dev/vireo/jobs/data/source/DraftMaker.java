package dev.vireo.jobs.data.source;

import java.io.Serializable;
import org.apache.avro.specific.SpecificRecordBase;

/** Makes records of rows. Used by one thread. */
@FunctionalInterface
public interface DraftMaker<T extends SpecificRecordBase> {
  /** Opens a maker in a task, with everything that cannot be serialized, such as a tokenizer. */
  @FunctionalInterface
  interface Opener<T extends SpecificRecordBase> extends Serializable {
    /** A maker for the calling thread. */
    DraftMaker<T> open();
  }

  /** The record of one row that could be read, or what is wrong with it. */
  Draft<T> make(SourceRow row);
}
