package dev.vireo.pipelines.adjust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineReaderTest {

  private static final int LONGEST = 1 << 20;

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          '',            none
          a,             1:a
          'a\\n',        1:a
          'a\\nb',       1:a 2:b
          'a\\n\\nb\\n', 1:a 2: 3:b
          '\\n',         1:
          '\ufeffa\\nb', 1:a 2:b
          """)
  void linesAreSplitAndCounted(String text, String lines) throws IOException {
    List<String> found = lines(bytes(text.replace("\\n", "\n")), LONGEST);
    assertThat(found).isEqualTo(lines == null ? List.of() : List.of(lines.split(" ")));
  }

  @Test
  void aLineMayBeLongerThanAnyBuffer() throws IOException {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 60; i++) {
      String line = "x".repeat(random.nextInt(i % 10 == 0 ? 400_000 : 5_000));
      expected.add(i + ":" + line);
      text.append(line).append('\n');
    }
    byte[] bytes = bytes(text.toString());
    assertThat(lines(bytes, LONGEST)).isEqualTo(expected);
    assertThat(lines(new Trickle(bytes, 977), LONGEST)).isEqualTo(expected);
  }

  @Test
  void aLineBeyondTheLimitIsPassedOver() throws IOException {
    byte[] bytes = bytes("a\n" + "x".repeat(500_000) + "\nb\n" + "y".repeat(101) + "\n");
    assertThat(lines(bytes, 100)).containsExactly("1:a", "2:too long", "3:b", "4:too long");
    byte[] endless = bytes("a\n" + "x".repeat(500_000));
    assertThat(lines(endless, 100)).containsExactly("1:a", "2:too long");
    byte[] fits = bytes("z".repeat(100) + "\n" + "z".repeat(100));
    assertThat(lines(fits, 100)).doesNotContain("1:too long", "2:too long").hasSize(2);
  }

  @Test
  void memoryHoldsOneLineOfAnEndlessFile() throws IOException {
    byte[] chunk = bytes("x".repeat(1023) + "\n");
    InputStream manyMegabytes =
        new java.io.SequenceInputStream(
            Collections.enumeration(
                Collections.nCopies(200, new String(chunk, StandardCharsets.US_ASCII)).stream()
                    .map(s -> (InputStream) new ByteArrayInputStream(bytes(s.repeat(100))))
                    .toList()));
    LineReader reader = new LineReader(manyMegabytes, LONGEST, () -> {});
    byte[] buffer = reader.next().bytes();
    Line line = reader.next();
    int lines = 1;
    for (; line != null; line = reader.next()) {
      assertThat(line.bytes()).isSameAs(buffer);
      lines++;
    }
    assertThat(lines).isEqualTo(20_000);
  }

  @Test
  void whoeverWaitsForResultsIsToldBeforeTheNextRead() throws IOException {
    AtomicInteger waits = new AtomicInteger();
    LineReader reader =
        new LineReader(new Trickle(bytes("a\nb\n"), 2), LONGEST, waits::incrementAndGet);
    assertThat(reader.next()).isNotNull();
    assertThat(waits).hasValue(1);
    assertThat(reader.next()).isNotNull();
    assertThat(waits).hasValue(2);
  }

  private static List<String> lines(byte[] bytes, int longest) throws IOException {
    return lines(new ByteArrayInputStream(bytes), longest);
  }

  private static List<String> lines(InputStream in, int longest) throws IOException {
    LineReader reader = new LineReader(in, longest, () -> {});
    List<String> lines = new ArrayList<>();
    for (Line line = reader.next(); line != null; line = reader.next()) {
      String text = new String(line.bytes(), line.start(), line.length(), StandardCharsets.UTF_8);
      lines.add(line.number() + ":" + (line.tooLong() ? "too long" : text));
    }
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A pipe that gives a few bytes at a time and never knows whether there are more. */
  private static final class Trickle extends InputStream {

    private final InputStream in;
    private final int most;

    Trickle(byte[] bytes, int most) {
      this.in = new ByteArrayInputStream(bytes);
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, Math.min(length, most));
    }
  }
}
