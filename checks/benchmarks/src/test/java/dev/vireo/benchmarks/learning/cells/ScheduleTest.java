package dev.vireo.benchmarks.learning.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.benchmarks.learning.grid.Job;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScheduleTest {

  @Test
  void aJobWaitsForThoseThatItNeeds() throws InterruptedException {
    Job base = job("base");
    Job cell = job("cell", "base");
    Job other = job("other");
    Schedule schedule = new Schedule(List.of(base, cell, other));

    assertThat(schedule.take()).contains(base);
    // The cell's base is not done yet.
    assertThat(schedule.take()).contains(other);
    schedule.done(base);
    assertThat(schedule.take()).contains(cell);
    assertThat(schedule.take()).isEmpty();
    assertThat(schedule.doneJobs()).isEqualTo(1);
  }

  @Test
  void nothingIsGivenOutAfterAStop() throws InterruptedException {
    Schedule schedule = new Schedule(List.of(job("one"), job("two")));
    schedule.take();

    schedule.stop();

    assertThat(schedule.take()).isEmpty();
  }

  private static Job job(String name, String... needs) {
    return new Job(name, Optional.empty(), "", "file.yaml", List.of(), List.of(needs));
  }
}
