package dev.vireo.jobs.advantages;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;

/** Counts stages, and what they send through a shuffle. */
final class StagesSeen extends SparkListener {

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong shuffledBytes = new AtomicLong();

  @Override
  public void onStageCompleted(SparkListenerStageCompleted completed) {
    count.incrementAndGet();
    shuffledBytes.addAndGet(
        completed.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten());
  }

  int count() {
    return count.get();
  }

  long shuffledBytes() {
    return shuffledBytes.get();
  }
}
