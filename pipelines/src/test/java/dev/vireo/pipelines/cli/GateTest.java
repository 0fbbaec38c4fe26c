package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class GateTest {

  @Test
  void nothingPassesOnceItIsShut() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Gate gate = new Gate(out);
    gate.write("before".getBytes(StandardCharsets.UTF_8));
    gate.shut();
    gate.write("after".getBytes(StandardCharsets.UTF_8));
    gate.write('!');
    assertThat(out).hasToString("before");
  }

  @Test
  void aReaderThatDoesNotReadHoldsNobodyUp() throws Exception {
    PipedInputStream reader = new PipedInputStream(1);
    PipedOutputStream pipe = new PipedOutputStream(reader);
    Gate gate = new Gate(pipe);
    CountDownLatch begun = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              begun.countDown();
              try {
                gate.write(new byte[100], 0, 100);
              } catch (IOException e) {
                // The pipe is closed at the end.
              }
            });
    writer.start();
    begun.await();
    gate.shut();
    reader.close();
    writer.interrupt();
    writer.join();
  }
}
