package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.WaitingException;
import dev.vireo.pipelines.spark.MemoryFailures;
import dev.vireo.store.files.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.AccumulableInfo;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

final class FailureTest {

  @Test
  void aUsersMistakeIsFoundUnderItsWrappers() {
    Throwable wrapped =
        new IllegalStateException(
            "Job aborted", new RuntimeException(new InputException("p.jsonl line 3: no answer")));
    assertThat(Failure.of(wrapped)).isEqualTo(new Failure("p.jsonl line 3: no answer", 2));
  }

  @Test
  void waitingIsNoMistakeAndNoFailure() {
    assertThat(Failure.of(new RuntimeException(new WaitingException("reward 'r' is missing"))))
        .isEqualTo(new Failure("reward 'r' is missing", 75));
  }

  @Test
  void aPathThatTheLocaleCannotNameSaysWhatToSet() {
    Failure failure =
        Failure.of(new java.nio.file.InvalidPathException("l\u00e4ufe/x", "Malformed input"));
    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure.message())
        .startsWith("'l\u00e4ufe/x' is not a path in this locale (")
        .endsWith("): set LC_ALL=C.UTF-8");
  }

  @Test
  void otherFailuresAreTheirDeepestCauseInOneLine() {
    Throwable full =
        new RuntimeException(
            "Job aborted\n\tat a.b.C",
            new UncheckedIOException(new IOException("No space left on device")));
    assertThat(Failure.of(full))
        .isEqualTo(new Failure("No space left on device (--debug shows where)", 1));
    assertThat(Failure.of(new IllegalStateException("first\n  second")))
        .isEqualTo(new Failure("IllegalStateException: first second (--debug shows where)", 1));
    assertThat(Failure.of(new ArithmeticException()).message())
        .isEqualTo("ArithmeticException (--debug shows where)");
  }

  @Test
  void whatAStoreSaysIsKeptAsItNamesTheFile() {
    Throwable full =
        new RuntimeException(
            "Job aborted",
            new StorageException(
                "No space left on device to write runs/x: free some space and run again",
                new IOException("No space left on device")));
    assertThat(Failure.of(full))
        .isEqualTo(
            new Failure(
                "No space left on device to write runs/x: free some space and run again", 1));
  }

  @Test
  void aReaderThatLeftIsNotTold() {
    assertThat(Failure.of(new UncheckedIOException(new IOException("Broken pipe"))))
        .isEqualTo(new Failure("", 1));
  }

  @Test
  void noMemorySaysWhatToDo() {
    assertThat(Failure.of(new RuntimeException(new OutOfMemoryError("Java heap space"))))
        .isEqualTo(
            new Failure(
                "out of memory (Java heap space): give more with VIREO_JAVA_OPTS=-Xmx8g", 1));
  }

  @Test
  void aCauseThatIsItsOwnCauseEnds() {
    Exception first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    assertThat(Failure.of(first).exitCode()).isEqualTo(1);
  }

  @Test
  void memoryThatSparkNamesInAMessageIsReportedToo() {
    Throwable aborted =
        new RuntimeException(
            "Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times, most recent"
                + " failure: java.lang.OutOfMemoryError: Java heap space\n\tat a.b.C");
    assertThat(Failure.of(aborted))
        .isEqualTo(
            new Failure("out of memory (in a task): give more with VIREO_JAVA_OPTS=-Xmx8g", 1));
  }

  @Test
  void aJobWhoseProcessRanOutOfMemorySaysSo() {
    Throwable ended = new RuntimeException("Job 3 cancelled because SparkContext was shut down");
    assertThat(Failure.of(ended).message()).contains("SparkContext was shut down");
    var watch = new MemoryFailures().executorPlugin();
    try {
      watch.onTaskFailed(
          new ExceptionFailure(
              new OutOfMemoryError("Java heap space"),
              CollectionConverters.asScala(List.<AccumulableInfo>of()).toSeq()));
      assertThat(Failure.of(ended))
          .isEqualTo(
              new Failure(
                  "out of memory (Java heap space): give more with VIREO_JAVA_OPTS=-Xmx8g", 1));
    } finally {
      watch.init(null, Map.of());
    }
  }
}
