package dev.vireo.jobs.store;

import java.io.Serializable;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** Runs tasks somewhere, and hands each outcome to a collector as it comes. */
interface ChunkRunner {
  /** Runs them one after the other in this thread. */
  ChunkRunner HERE =
      new ChunkRunner() {
        @Override
        public <C extends Serializable, T extends SpecificRecordBase> void run(
            String stage,
            String output,
            List<ChunkTask.Input<C>> inputs,
            ChunkTask<C, T> task,
            ChunkCollector collector) {
          for (ChunkTask.Input<C> input : inputs) {
            collector.accept(input.index(), task.apply(input));
            collector.rethrow();
          }
        }
      };

  /** Runs {@code task} on each of {@code inputs}; returns when all are done, or throws. */
  <C extends Serializable, T extends SpecificRecordBase> void run(
      String stage,
      String output,
      List<ChunkTask.Input<C>> inputs,
      ChunkTask<C, T> task,
      ChunkCollector collector);
}
