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
    assertThat(memory(16 * GIB, 6 * GIB))
        .isEqualTo(Finding.ok("4 cores, 16.0 GiB in all, 6.0 GiB of it heap"));
    assertThat(memory(16 * GIB, GIB / 2).remedy())
        .isEqualTo("raise the heap with VIREO_JAVA_OPTS=-Xmx2g");
    assertThat(memory(4 * GIB, 4 * GIB - 1).remedy())
        .startsWith("libtorch works outside the heap")
        .endsWith("lower the heap with VIREO_JAVA_OPTS=-Xmx2g");
  }

  /** A heap that the cure of one problem makes must not be the other. */
  @Test
  void theHeapAdvisedFits() {
    assertThat(memory(2 * GIB + GIB / 2, GIB / 2).remedy()).endsWith("-Xmx1g");
    assertThat(memory(2 * GIB + GIB / 2, 2 * GIB).remedy()).endsWith("-Xmx1g");
    // What -Xmx1g gives.
    assertThat(memory(2 * GIB + GIB / 2, 967L << 20).ok()).isTrue();
    assertThat(memory(2 * GIB - 1, GIB).remedy()).contains("docker run --memory=3g");
  }

  @Test
  void aFolderNeedsSpace() throws IOException {
    assertThat(Checks.folder(folder, 1, "X=DIR").ok()).isTrue();
    Finding full = Checks.folder(folder, Long.MAX_VALUE, "X=DIR");
    assertThat(full.ok()).isFalse();
    assertThat(full.found()).startsWith(folder + ", ").contains(" GiB free of the ");
    assertThat(full.remedy()).isEqualTo("free some space, or set X=DIR, a folder on another disk");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsNotThereIsMadeByACommand() throws IOException {
    Path absent = folder.resolve("absent");
    assertThat(Checks.folder(absent, 1, "X=DIR"))
        .isEqualTo(
            Finding.problem(absent + " does not exist", "mkdir -p " + absent + ", or set X=DIR"));
  }

  @Test
  void theCacheIsMadeWhereThereIsNone() throws IOException {
    Path cache = folder.resolve("a").resolve("b");
    assertThat(Checks.nativeLibraryCache(new Remedies(true, cache, false)).found())
        .startsWith(cache + ", ");
    assertThat(cache).isEmptyDirectory();
  }

  /** As in an image, whose user must not write there. */
  @Test
  void aCacheThatIsUnpackedNeedsNoSpace() throws IOException {
    Remedies remedies = new Remedies(true, folder, false);
    for (String library : new String[] {"pytorch", "tokenizers"}) {
      assertThat(Checks.nativeLibraryCache(remedies).found()).doesNotContain("unpacked");
      Files.createDirectories(folder.resolve(library).resolve("1.0"));
    }
    assertThat(Checks.nativeLibraryCache(remedies)).isEqualTo(Finding.ok(folder + ", unpacked"));
  }

  @Test
  void aCacheThatIsAFileIsAProblem() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Remedies remedies = new Remedies(true, file.resolve("x"), false);
    Check check = new Check("cache", () -> Checks.nativeLibraryCache(remedies), cause -> "move it");
    assertThat(check.find().ok()).isFalse();
    assertThat(check.find().remedy()).isEqualTo("move it");
  }

  /** What an exception is answered with: a setting or a command, for each check. */
  @Test
  void everyCheckHasACureForWhatItThrows() {
    for (Check check : Checks.all()) {
      assertThat(check.remedy().apply(new IOException("broken")))
          .as(check.name())
          .containsPattern("JAVA_HOME|VIREO_JAVA_OPTS=|--driver-|DJL_CACHE_DIR=|rm -r /");
    }
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
            cause -> "write elsewhere");
    assertThat(check.find())
        .isEqualTo(new Finding(false, "FileSystemException: /x: Read-only", "write elsewhere"));
    Check missing =
        new Check(
            "library",
            () -> {
              throw new UnsatisfiedLinkError("no torch");
            },
            cause -> "install it");
    assertThat(missing.find().found()).isEqualTo("UnsatisfiedLinkError: no torch");
  }

  private static Finding memory(long total, long heap) {
    return Checks.memory(total, heap, 4, new Remedies(true, Path.of("/cache"), false));
  }
}
