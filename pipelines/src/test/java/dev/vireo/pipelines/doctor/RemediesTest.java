package dev.vireo.pipelines.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each cure, for the exceptions and messages that Java, the C library and Spark answer with. */
final class RemediesTest {
  private static final Remedies LAUNCHED = new Remedies(true, Path.of("/cache"), false);
  private static final Remedies SUBMITTED = new Remedies(false, Path.of("/cache"), false);

  @Test
  void settingsAreThoseOfWhateverStartedTheProcess() {
    assertThat(LAUNCHED.heap(2)).isEqualTo("VIREO_JAVA_OPTS=-Xmx2g");
    assertThat(SUBMITTED.heap(2)).isEqualTo("--driver-memory 2g");
    assertThat(LAUNCHED.temporaryFolder()).isEqualTo("VIREO_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    assertThat(SUBMITTED.temporaryFolder()).isEqualTo("--driver-java-options -Djava.io.tmpdir=DIR");
  }

  @Test
  void nativesThatDoNotLoad() {
    Throwable noexec =
        new UnsatisfiedLinkError("/cache/libtorch.so: failed to map segment from shared object");
    assertThat(LAUNCHED.natives(noexec, "pytorch")).contains("noexec", "set DJL_CACHE_DIR=DIR");
    assertThat(LAUNCHED.natives(new IOException("No space left on device"), "pytorch"))
        .isEqualTo(
            "free some space in /cache, or set DJL_CACHE_DIR=DIR to a folder on another disk");
    Throwable old = new UnsatisfiedLinkError("libm.so.6: version `GLIBC_2.27' not found");
    assertThat(LAUNCHED.natives(old, "tokenizers")).contains("glibc 2.28", "debian:12");
    Throwable torn = new UnsatisfiedLinkError("/cache/x.so: file too short");
    assertThat(LAUNCHED.natives(torn, "pytorch"))
        .startsWith("unpack it again: rm -r /cache/pytorch");
    assertThat(LAUNCHED.natives(torn, "tokenizers")).contains("rm -r /cache/tokenizers");
  }

  @Test
  void torchOfTheMachineIsNotUnpackedAgain() {
    Remedies remedies = new Remedies(true, Path.of("/cache"), true);
    Throwable absent = new UnsatisfiedLinkError("no torch");
    assertThat(remedies.natives(absent, "pytorch")).startsWith("unset PYTORCH_LIBRARY_PATH, or");
    assertThat(remedies.natives(absent, "tokenizers")).contains("rm -r /cache/tokenizers");
  }

  @Test
  void sparkThatDoesNotStart() {
    assertThat(LAUNCHED.spark(new UnknownHostException("here: here: Name or service not known")))
        .contains("echo \"127.0.0.1 $(hostname)\" >> /etc/hosts");
    assertThat(LAUNCHED.spark(new BindException("Cannot assign requested address")))
        .isEqualTo("set SPARK_LOCAL_IP=127.0.0.1");
    assertThat(LAUNCHED.spark(new UnsupportedOperationException("getSubject is not supported")))
        .isEqualTo("set JAVA_HOME to a JDK 17");
    assertThat(LAUNCHED.spark(new IllegalAccessError("cannot access class sun.nio.ch")))
        .contains("conf/jvm.options");
    assertThat(LAUNCHED.spark(new UnsatisfiedLinkError("failed to map segment")))
        .contains("set VIREO_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    for (Throwable missing : List.of(new NoClassDefFoundError("x"), new NoSuchMethodError("y"))) {
      assertThat(LAUNCHED.spark(missing))
          .isEqualTo("set SPARK_HOME to a distribution of Spark 4.0 or 4.1");
    }
    assertThat(LAUNCHED.spark(new IllegalStateException("unheard of")))
        .contains("VIREO_JAVA_OPTS=-Dvireo.log.level=info vireo doctor");
    assertThat(SUBMITTED.spark(new IllegalStateException("unheard of")))
        .contains("--driver-java-options -Dvireo.log.level=info");
  }

  @Test
  void anotherSparkIsAProblem() {
    assertThat(SparkCheck.of("4.1.0", "local[2]")).isEqualTo(Finding.ok("4.1.0 on local[2]"));
    Finding other = SparkCheck.of("4.2.0", "local[2]");
    assertThat(other.found()).contains("4.2.0", "4.0, 4.1");
    assertThat(other.remedy()).isEqualTo("set SPARK_HOME to a distribution of Spark 4.0 or 4.1");
  }
}
