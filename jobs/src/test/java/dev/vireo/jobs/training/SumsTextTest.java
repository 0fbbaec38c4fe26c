package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.loss.Sums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SumsTextTest {

  @Test
  void sumsComeBackToTheLastBit() {
    Sums sums =
        new Sums().add("a", 0.1 + 0.2).add("b", Double.NaN).least("c", -1e-300).greatest("d", 3);

    assertThat(SumsText.read(SumsText.write(sums))).isEqualTo(sums);
  }

  @Test
  void nothingButSumsIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of(1)));
    }
    String text = Base64.getEncoder().encodeToString(bytes.toByteArray());

    assertThatThrownBy(() -> SumsText.read(text)).hasCauseInstanceOf(InvalidClassException.class);
  }
}
