package dev.vireo.reports.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.reports.SyntheticRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackgroundTrackingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final BlockingQueue<TrackedRun> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private volatile boolean down;
  private SyntheticRun run;

  @BeforeEach
  void makeRun() {
    run = SyntheticRun.in(folder.resolve("grpovi"), 5, 4, 4);
  }

  /** Remembers what it was sent, unless it is down. */
  private final class Memory implements Tracker {
    @Override
    public String place() {
      return "memory";
    }

    @Override
    public void catchUp(TrackedRun tracked) {
      if (down) {
        sent.add(tracked);
        throw new TrackingException("memory: gone");
      }
      sent.add(tracked);
    }
  }

  private BackgroundTracking follow() {
    return new BackgroundTracking(run.directory(), List.of(new Memory()), said::add);
  }

  private List<Long> steps(String series) throws InterruptedException {
    TrackedRun next = sent.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next.measurements().stream()
        .filter(each -> each.series().equals(series))
        .map(Measurement::step)
        .toList();
  }

  @Test
  void eachIterationBringsTrackersUpToDate() throws InterruptedException {
    run.metrics(1, Map.of());
    BackgroundTracking tracking = follow();
    tracking.iterationEnded(1);
    assertThat(steps("train")).containsExactly(1L);

    run.metrics(2, Map.of()).evaluate(2);
    tracking.iterationEnded(2);
    assertThat(steps("train")).containsExactly(1L, 2L);
    tracking.evaluated(2);
    assertThat(steps("eval")).containsExactly(2L);

    run.metrics(3, Map.of());
    tracking.changed();
    assertThat(steps("train")).containsExactly(1L, 2L, 3L);
    tracking.end(RunState.FINISHED, PATIENCE);
    assertThat(sent.poll().state()).isEqualTo(RunState.FINISHED);
    assertThat(said).isEmpty();
  }

  @Test
  void whatIsHeardOfBeforeItIsPublishedComesWithTheNextNews() throws InterruptedException {
    run.metrics(1, Map.of());
    BackgroundTracking tracking = follow();
    tracking.iterationEnded(1);
    assertThat(steps("eval")).isEmpty();
    tracking.evaluated(1);
    assertThat(steps("eval")).isEmpty();
    run.evaluate(1);
    tracking.end(RunState.RUNNING, PATIENCE);
    assertThat(steps("eval")).containsExactly(1L);
  }

  @Test
  void oneThatIsDownIsMentionedOnceAndCatchesUp() throws InterruptedException {
    down = true;
    run.metrics(1, Map.of());
    BackgroundTracking tracking = follow();
    tracking.iterationEnded(1);
    assertThat(steps("train")).containsExactly(1L);
    run.metrics(2, Map.of());
    tracking.iterationEnded(2);
    assertThat(steps("train")).containsExactly(1L, 2L);
    down = false;
    tracking.end(RunState.FINISHED, PATIENCE);
    assertThat(steps("train")).containsExactly(1L, 2L);
    assertThat(said)
        .containsExactly(
            "tracking: memory: gone; the run goes on, and this is tried again",
            "tracking: memory is up to date again");
  }

  @Test
  void oneThatStaysDownIsLeftToTheCommand() {
    down = true;
    run.metrics(1, Map.of());
    BackgroundTracking tracking = follow();
    tracking.end(RunState.FINISHED, PATIENCE);
    assertThat(said)
        .hasSize(2)
        .last()
        .isEqualTo("tracking: 'vireo track' sends what is missing to memory");
  }

  @Test
  void aSlowOneIsNotWaitedFor() {
    run.metrics(1, Map.of());
    CountDownLatch never = new CountDownLatch(1);
    Tracker slow =
        new Tracker() {
          @Override
          public String place() {
            return "slow";
          }

          @Override
          public void catchUp(TrackedRun tracked) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    BackgroundTracking tracking = new BackgroundTracking(run.directory(), List.of(slow), said::add);
    tracking.iterationEnded(1);
    tracking.end(RunState.FINISHED, Duration.ofMillis(10));
    never.countDown();
    assertThat(said).containsExactly("tracking: 'vireo track' sends what is missing to slow");
  }

  @Test
  void aStageWithoutNewsSendsNothing() {
    follow().end(RunState.RUNNING, PATIENCE);
    assertThat(sent).isEmpty();
    assertThat(said).isEmpty();
  }
}
