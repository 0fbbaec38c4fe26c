package dev.vireo.jobs.runtime.stage;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecordBase;

/** Runs tasks somewhere, and hands each outcome to a collector as it comes. */
interface ChunkRunner {
  /** Runs them in this process, on all its processors. */
  ChunkRunner HERE =
      new ChunkRunner() {
        @Override
        public <C extends Serializable, T extends SpecificRecordBase> void run(
            String stage,
            String output,
            List<ChunkTask.Input<C>> inputs,
            ChunkTask<C, T> task,
            ChunkCollector collector) {
          AtomicBoolean well = new AtomicBoolean(true);
          inputs.parallelStream()
              .filter(input -> well.get())
              .filter(input -> !collector.accept(input.index(), task.apply(input)))
              .forEach(failed -> well.set(false));
          collector.rethrow();
        }
      };

  /** Runs them in this thread, one after the other. */
  ChunkRunner IN_ORDER =
      new ChunkRunner() {
        @Override
        public <C extends Serializable, T extends SpecificRecordBase> void run(
            String stage,
            String output,
            List<ChunkTask.Input<C>> inputs,
            ChunkTask<C, T> task,
            ChunkCollector collector) {
          for (ChunkTask.Input<C> input : inputs) {
            if (!collector.accept(input.index(), task.apply(input))) {
              break;
            }
          }
          collector.rethrow();
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
