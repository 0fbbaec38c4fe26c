package dev.vireo.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicDirectoryTest {
  @TempDir private Path directory;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void appearsOnlyWhenItIsWhole() throws IOException {
    Path target = directory.resolve("a").resolve("model");
    AtomicDirectory.write(
        target,
        filled -> {
          Files.writeString(filled.resolve("one"), "1");
          assertThat(target).doesNotExist();
          Files.writeString(filled.resolve("two"), "2");
        });
    assertThat(target.resolve("one")).hasContent("1");
    assertThat(target.resolve("two")).hasContent("2");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    Path target = directory.resolve("model");
    assertThatThrownBy(
            () ->
                AtomicDirectory.write(
                    target,
                    filled -> {
                      Files.writeString(filled.resolve("one"), "1");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot write " + target + ": No space left on device");
    assertThatThrownBy(
            () ->
                AtomicDirectory.write(
                    target,
                    filled -> {
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(names()).isEmpty();
  }

  @Test
  void aFullDiskIsSaid() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    Path target = directory.resolve("model");
    assertThatThrownBy(
            () -> AtomicDirectory.write(target, filled -> Files.writeString(full, "content")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(target.toString())
        .hasMessageContaining("No space left on device");
    assertThat(names()).isEmpty();
  }

  @Test
  void ofTwoWritersTheFirstWins() throws IOException {
    Path target = directory.resolve("model");
    assertThatThrownBy(
            () ->
                AtomicDirectory.write(
                    target,
                    second -> {
                      AtomicDirectory.write(
                          target, first -> Files.writeString(first.resolve("who"), "first"));
                      Files.writeString(second.resolve("who"), "second");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists already");
    assertThat(target.resolve("who")).hasContent("first");
    assertThat(names()).containsExactly("model");
  }

  @Test
  void whatAKilledWriterLeftIsRemovedOnRequest() throws IOException {
    Path target = directory.resolve("step-4");
    Path abandoned = Files.createDirectories(directory.resolve(".step-4.partial-123/content"));
    Files.writeString(abandoned.resolve("half"), "...");
    Files.createDirectories(directory.resolve(".step-40.partial-5"));
    AtomicDirectory.removeAbandoned(target);
    assertThat(names()).containsExactly(".step-40.partial-5");
    AtomicDirectory.removeAbandoned(directory.resolve("absent").resolve("step-4"));
  }

  @Test
  void unwritablePlacesAreNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> AtomicDirectory.write(file, filled -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists already");
    assertThatThrownBy(() -> AtomicDirectory.write(file.resolve("model"), filled -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.resolve("model").toString());
    assertThatThrownBy(() -> AtomicDirectory.write(Path.of("/"), filled -> {}))
        .isInstanceOf(InputException.class);
  }
}
