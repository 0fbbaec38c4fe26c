package dev.vireo.pipelines.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChecksTest {

  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  @Test
  void theHeapNeedsRoomInsideAndBeside() {
    assertThat(Checks.memory(16 * GIB, 6 * GIB, 4))
        .isEqualTo(Finding.ok("4 cores, 16.0 GiB in all, 6.0 GiB of it heap"));
    assertThat(Checks.memory(16 * GIB, GIB / 2, 4).remedy())
        .isEqualTo("raise the heap with VIREO_JAVA_OPTS=-Xmx2g");
    assertThat(Checks.memory(4 * GIB, 4 * GIB - 1, 4).remedy())
        .startsWith("libtorch works outside the heap");
  }

  @Test
  void aFolderNeedsSpace() throws IOException {
    assertThat(Checks.folder(folder, 1, "free some").ok()).isTrue();
    Finding full = Checks.folder(folder, Long.MAX_VALUE, "free some");
    assertThat(full.ok()).isFalse();
    assertThat(full.found()).startsWith(folder + ", ").contains(" GiB free of the ");
    assertThat(full.remedy()).isEqualTo("free some");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theCacheIsMadeWhereThereIsNone() throws IOException {
    Path cache = folder.resolve("a").resolve("b");
    assertThat(Checks.nativeLibraryCache(cache).found()).startsWith(cache + ", ");
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aCacheThatIsAFileIsAProblem() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Check check = new Check("cache", () -> Checks.nativeLibraryCache(file.resolve("x")), "move it");
    assertThat(check.find().ok()).isFalse();
    assertThat(check.find().remedy()).isEqualTo("move it");
  }

  @Test
  void whateverIsThrownIsAProblemInOneLine() {
    Check check =
        new Check(
            "disk",
            () -> {
              throw new IllegalStateException(
                  "wrapped", new FileSystemException("/x", null, "Read-only\nfile system"));
            },
            "write elsewhere");
    assertThat(check.find())
        .isEqualTo(new Finding(false, "FileSystemException: /x: Read-only", "write elsewhere"));
    Check missing =
        new Check(
            "library",
            () -> {
              throw new UnsatisfiedLinkError("no torch");
            },
            "install it");
    assertThat(missing.find().found()).isEqualTo("UnsatisfiedLinkError: no torch");
  }
}
