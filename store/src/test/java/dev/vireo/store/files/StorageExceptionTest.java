package dev.vireo.store.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StorageExceptionTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new IOException("/data/x: No space left on device"),
            "No space left on device to write"),
        Arguments.of(
            new IOException("outer", new IOException("Disk quota exceeded")),
            "No space left on device to write"),
        Arguments.of(
            new AccessDeniedException("/data/x"), "Cannot write /data/x: permission denied"),
        Arguments.of(
            new IOException("Connection reset\n  by peer"),
            "Cannot write /data/x: Connection reset"),
        Arguments.of(
            new IOException(
                "DestHost:destPort nn:8020 , LocalHost: a:0. AccessControlException: Client cannot authenticate via:[TOKEN, KERBEROS]"),
            "Cannot write /data/x: no Kerberos ticket: kinit, or give spark-submit --principal and --keytab"),
        Arguments.of(new IOException(), "Cannot write /data/x: IOException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysInOneLineWhatCannotBeDone(IOException cause, String message) {
    assertThat(StorageException.of("write", "/data/x", cause))
        .hasMessageStartingWith(message)
        .hasMessageContaining("/data/x")
        .hasMessageNotContaining("\n")
        .hasCause(cause);
  }
}
