package dev.vireo.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class BuildTest {

  @Test
  void whatTheBuildFilledInIsKnown() throws IOException {
    assertThat(build("version=1.2.3\ncommit=0123abc-dirty\ntime=2026-01-01T00:00:00Z\n"))
        .isEqualTo(new Build("1.2.3", "0123abc-dirty", "2026-01-01T00:00:00Z"));
  }

  @Test
  void whatTheBuildDidNotFillInIsNotKnown() throws IOException {
    assertThat(build("version=1.2.3\ncommit=${git.x}\ntime=\n".strip()))
        .isEqualTo(new Build("1.2.3", "", ""));
    assertThat(build("")).isEqualTo(new Build("development", "", ""));
  }

  private static Build build(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return Build.of(properties);
  }
}
