package dev.vireo.pipelines.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a configuration may lie; Hadoop's settings come as spark-submit passes them on. */
final class ConfigTextTest {

  /** Keeps a file on this machine under its name with an ending. */
  public static final class Elsewhere extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("elsewhere:///");
    }

    @Override
    public File pathToFile(org.apache.hadoop.fs.Path path) {
      return new File(path.toUri().getPath() + ".elsewhere");
    }
  }

  @TempDir Path folder;

  @BeforeEach
  void mount() {
    System.setProperty("spark.hadoop.fs.elsewhere.impl", Elsewhere.class.getName());
  }

  @AfterEach
  void unmount() {
    System.clearProperty("spark.hadoop.fs.elsewhere.impl");
    System.clearProperty("spark.hadoop.fs.defaultFS");
  }

  @Test
  void aFileOfThisMachineOrOfAnyHadoopFileSystem() throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), "seed: 1\n");
    Files.writeString(folder.resolve("run.yaml.elsewhere"), "seed: 2\n");

    assertThat(ConfigText.read(file.toString())).isEqualTo("seed: 1\n");
    assertThat(ConfigText.read("file:" + file)).isEqualTo("seed: 1\n");
    assertThat(ConfigText.read("elsewhere://" + file)).isEqualTo("seed: 2\n");
  }

  @Test
  void aFileThatIsNotHereIsLookedForOnTheDefaultFileSystem() throws IOException {
    System.setProperty("spark.hadoop.fs.defaultFS", "elsewhere:///");
    Path here = Files.writeString(folder.resolve("here.yaml"), "seed: 1\n");
    Files.writeString(folder.resolve("there.yaml.elsewhere"), "seed: 2\n");

    assertThat(ConfigText.read(here.toString())).isEqualTo("seed: 1\n");
    assertThat(ConfigText.read(folder.resolve("there.yaml").toString())).isEqualTo("seed: 2\n");
  }

  @Test
  void whatCannotBeReadIsOneLine() {
    assertThatThrownBy(() -> ConfigText.read("elsewhere:///absent.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read configuration elsewhere:///absent.yaml: there is no such file");
    assertThatThrownBy(() -> ConfigText.read("nowhere://host/run.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Cannot read configuration nowhere://host/run.yaml: ")
        .hasMessageContaining("nothing on the class path reads ");
    assertThatThrownBy(() -> ConfigText.read("absent.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read configuration absent.yaml: there is no such file");
  }
}
