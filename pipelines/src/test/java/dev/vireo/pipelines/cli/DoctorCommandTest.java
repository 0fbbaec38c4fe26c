package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.doctor.Check;
import dev.vireo.pipelines.doctor.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoctorCommandTest {

  private static final Check GOOD =
      new Check("Java", () -> new Finding(true, "17", ""), cause -> "");
  private static final Check BAD =
      new Check("disk", () -> new Finding(false, "0.1 GiB free", "free some"), cause -> "");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Console console = new Console(InputStream.nullInputStream(), out, System.err);

  @Test
  void allWellIsCode0() throws IOException {
    assertThat(DoctorCommand.examine(console, List.of(GOOD))).isZero();
    assertThat(text()).isEqualTo("ok       Java                  17\n");
  }

  @Test
  void aProblemSaysWhatToDoAndTheOthersAreStillChecked() throws IOException {
    assertThat(DoctorCommand.examine(console, List.of(BAD, GOOD))).isEqualTo(1);
    assertThat(text())
        .isEqualTo(
            """
            problem  disk                  0.1 GiB free; free some
            ok       Java                  17
            """);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
