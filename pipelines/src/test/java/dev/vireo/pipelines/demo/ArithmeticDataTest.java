package dev.vireo.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArithmeticDataTest {

  @ParameterizedTest
  @CsvSource({"prompts.jsonl, 4", "clean.jsonl, 2", "careless.jsonl, 2"})
  void everyLineIsAnObjectAndEndsItself(String file, int fields, @TempDir Path folder)
      throws IOException {
    ArithmeticData.write(folder);

    String text = Files.readString(folder.resolve(file));
    assertThat(text).endsWith("}\n").doesNotContain("\n\n", "\r");
    List<String> lines = text.lines().toList();
    assertThat(lines).hasSizeGreaterThan(1000);
    for (String line : lines) {
      assertThat(new ObjectMapper().readTree(line)).hasSize(fields);
    }
  }
}
