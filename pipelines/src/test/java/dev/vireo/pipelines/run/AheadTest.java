package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.WaitingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The jobs of both sides are latches here, which stopping opens. */
final class AheadTest {

  private final FakeJobs jobs = new FakeJobs();
  private final Ahead<String> ahead = new Ahead<>(jobs);
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @Test
  void bothSidesAreUnderWayAtOnce() {
    CountDownLatch here = new CountDownLatch(1);
    CountDownLatch there = new CountDownLatch(1);
    String made =
        ahead.beside(
            () -> {
              ahead.begin(
                  () -> {
                    there.countDown();
                    await(here);
                    return "made ahead";
                  });
              // Neither could go on if one waited for the other's end.
              await(there);
              here.countDown();
              return ahead.take(() -> "made now");
            });
    assertThat(made).isEqualTo("made ahead");
    assertThat(jobs.sides).containsExactly(Ahead.Side.NOW, Ahead.Side.AHEAD);
  }

  @Test
  void whatNobodyHasBegunIsMadeNow() {
    assertThat(ahead.beside(() -> ahead.take(() -> "made now"))).isEqualTo("made now");
    assertThat(jobs.sides).containsExactly(Ahead.Side.NOW);
  }

  @Test
  void whatIsPostponedIsMadeWhenItIsAskedForAndOnce() {
    ahead.beside(
        () -> {
          ahead.postpone(() -> say("made"));
          say("before");
          ahead.take(() -> say("otherwise"));
          return ahead.take(() -> say("otherwise"));
        });
    assertThat(seen).containsExactly("before", "made", "otherwise");
  }

  @Test
  void whatNobodyAsksForEndsBeforeTheWorkDoes() {
    ahead.beside(
        () -> {
          ahead.begin(() -> say("ahead"));
          return "";
        });
    assertThat(seen).containsExactly("ahead");
  }

  @Test
  void whereThatAheadFailsTheOtherIsStoppedAndItsFailureIsTheOneReported() {
    assertThatThrownBy(
            () ->
                ahead.beside(
                    () -> {
                      ahead.begin(failing(new InputException("The server is gone")));
                      jobs.run(Ahead.Side.NOW);
                      return ahead.take(() -> "made now");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessage("The server is gone");
    assertThat(jobs.stopped).contains(Ahead.Side.NOW).doesNotContain(Ahead.Side.AHEAD);
  }

  /** Between two jobs there is nothing to stop: the next one is. */
  @Test
  void aFailureAheadIsNoticedAtTheNextJob() {
    CountDownLatch failed = new CountDownLatch(1);
    jobs.onStop = failed;
    assertThatThrownBy(
            () ->
                ahead.beside(
                    () -> {
                      ahead.begin(failing(new AssertionError("out of memory")));
                      await(failed);
                      jobs.run(Ahead.Side.NOW);
                      return "";
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("out of memory");
  }

  @Test
  void whereTheFirstFailsThatAheadIsStoppedAndNothingOfItIsReported() {
    CountDownLatch there = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                ahead.beside(
                    () -> {
                      ahead.begin(
                          () -> {
                            there.countDown();
                            jobs.run(Ahead.Side.AHEAD);
                            return say("made");
                          });
                      await(there);
                      throw new InputException("The update failed");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessage("The update failed");
    assertThat(jobs.stopped).contains(Ahead.Side.AHEAD).doesNotContain(Ahead.Side.NOW);
    assertThat(seen).isEmpty();
  }

  @Test
  void whoWaitsForOthersLetsThatAheadEnd() {
    assertThatThrownBy(
            () ->
                ahead.beside(
                    () -> {
                      ahead.begin(() -> say("made"));
                      throw new WaitingException("rewards are missing");
                    }))
        .isInstanceOf(WaitingException.class);
    assertThat(seen).containsExactly("made");
    assertThat(jobs.stopped).isEmpty();
  }

  private String say(String what) {
    seen.add(what);
    return what;
  }

  private static Supplier<String> failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Fails as Spark does, with what it does not declare. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void fail(Exception undeclared) throws E {
    throw (E) undeclared;
  }

  /** A job runs until it is stopped, and then fails as Spark's do. */
  private static final class FakeJobs implements Ahead.Jobs {

    private final List<Ahead.Side> sides = Collections.synchronizedList(new ArrayList<>());
    private final List<Ahead.Side> stopped = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch[] running = {new CountDownLatch(1), new CountDownLatch(1)};
    private volatile CountDownLatch onStop = new CountDownLatch(0);

    void run(Ahead.Side side) {
      await(running[side.ordinal()]);
      AheadTest.<RuntimeException>fail(new Exception("job cancelled"));
    }

    @Override
    public void of(Ahead.Side side) {
      sides.add(side);
    }

    @Override
    public void stop(Ahead.Side side) {
      stopped.add(side);
      if (onStop.getCount() > 0) {
        // Nothing was running.
        onStop.countDown();
      } else {
        running[side.ordinal()].countDown();
      }
    }

    @Override
    public void ofNeither() {}
  }
}
