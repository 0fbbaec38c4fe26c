package dev.vireo.jobs.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomePathTest {

  @Test
  void aTildeIsTheHomeDirectory() {
    assertThat(HomePath.expand("~/runs/a", "/home/me")).isEqualTo("/home/me/runs/a");
    assertThat(HomePath.expand("~", "/home/me")).isEqualTo("/home/me");
    assertThat(HomePath.expand("./~x/y", "/home/me")).isEqualTo("./~x/y");
    assertThat(HomePath.expand("runs/~", "/home/me")).isEqualTo("runs/~");
    assertThat(HomePath.expand(null, "/home/me")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"~you/runs", "~you", "~+/runs"})
  void noFolderIsCalledAsSomebodysHome(String path) {
    assertThatThrownBy(() -> HomePath.expand(path, "/home/me"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("'" + path + "' begins with ~ and a name");
  }

  @Test
  void aHomeThatIsNotThereIsReported() {
    assertThatThrownBy(() -> HomePath.expand("~/runs", "?"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is none: set HOME");
  }
}
