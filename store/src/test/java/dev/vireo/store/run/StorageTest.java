package dev.vireo.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.store.files.Publisher;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.files.TemporaryName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of storage must do, asked of each. */
class StorageTest {
  enum Kind {
    LOCAL("file"),
    RENAME("scratch"),
    UPLOAD("s3a");

    private final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    RunDirectory in(Path folder) {
      return RunDirectory.at(scheme + "://" + folder, ScratchFileSystem.configuration());
    }
  }

  @TempDir Path folder;

  private static Publisher.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(RunDirectory run, String path) {
    return new String(run.read(path).orElseThrow(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void publishesAndReplaces(Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    assertThat(run.read("a/b/c.txt")).isEmpty();
    assertThat(run.list("a/b")).isEmpty();
    run.publisher().publish("a/b/c.txt", text("one"));
    run.publisher().publish("a/b/c.txt", text("two"));
    assertThat(read(run, "a/b/c.txt")).isEqualTo("two");
    assertThat(run.exists("a/b/c.txt")).isTrue();
    assertThat(files()).containsExactly("run/a/b/c.txt");
  }

  @ParameterizedTest
  @EnumSource
  void theFirstOfTwoCreatorsWins(Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    assertThat(run.publisher().createIfAbsent("run.json", text("one"))).isTrue();
    assertThat(run.publisher().createIfAbsent("run.json", text("two"))).isFalse();
    assertThat(read(run, "run.json")).isEqualTo("one");
    assertThat(files()).containsExactly("run/run.json");
  }

  @ParameterizedTest
  @EnumSource
  void theFirstOfTwoCreatorsWinsEvenWhileTheOtherWrites(Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    boolean created =
        run.publisher()
            .createIfAbsent(
                "run.json",
                out -> {
                  assertThat(run.publisher().createIfAbsent("run.json", text("inner"))).isTrue();
                  text("outer").writeTo(out);
                });
    assertThat(created).isFalse();
    assertThat(read(run, "run.json")).isEqualTo("inner");
    assertThat(files()).containsExactly("run/run.json");
  }

  @ParameterizedTest
  @EnumSource
  void aFullDiskIsOneLineAndHarmsNothing(Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    run.publisher().publish("a/part.parquet", text("whole"));
    Publisher.Content full =
        out -> {
          text("half").writeTo(out);
          out.flush();
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(() -> run.publisher().publish("a/part.parquet", full))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("No space left on device to write")
        .hasMessageContaining("a/part.parquet")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> run.publisher().createIfAbsent("a/other", full))
        .isInstanceOf(StorageException.class);
    assertThat(read(run, "a/part.parquet")).isEqualTo("whole");
    assertThat(files()).containsExactly("run/a/part.parquet");
  }

  @ParameterizedTest
  @EnumSource
  void aDefectInTheContentLeavesNothing(Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    Publisher.Content broken =
        out -> {
          text("half").writeTo(out);
          throw new IllegalStateException("a defect");
        };
    assertThatThrownBy(() -> run.publisher().publish("a/b", broken)).hasMessage("a defect");
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void listsByNameAndDeletes(Kind kind) {
    RunDirectory run = kind.in(folder.resolve("run"));
    for (String name : List.of("d/2", "d/10", "d/1", "d/e/f/g")) {
      run.publisher().publish(name, text("x"));
    }
    assertThat(run.list("d")).containsExactly("1", "10", "2", "e");
    run.delete("d/10");
    run.delete("d/e");
    run.delete("d/nothing");
    assertThat(run.list("d")).containsExactly("1", "2");
  }

  @ParameterizedTest
  @EnumSource
  void cleansUpAfterKilledWritersOnly(Kind kind) throws Exception {
    RunDirectory run = kind.in(folder.resolve("run"));
    run.publisher().publish("d/part", text("x"));
    String living = TemporaryName.of("part");
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String dead = living.replace("-" + ProcessHandle.current().pid() + "-", "-" + gone.pid() + "-");
    Files.writeString(folder.resolve("run/d").resolve(living), "half");
    Files.writeString(folder.resolve("run/d").resolve(dead), "half");
    run.storage().clean("d");
    assertThat(run.list("d")).containsExactlyInAnyOrder(living, "part");
  }

  @ParameterizedTest
  @EnumSource
  void aRunDirectoryTravels(Kind kind) throws Exception {
    RunDirectory run = kind.in(folder.resolve("a run"));
    run.publisher().publish("x", text("1"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(run);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      RunDirectory there = (RunDirectory) in.readObject();
      assertThat(there).isEqualTo(run);
      assertThat(read(there, "x")).isEqualTo("1");
    }
    assertThat(bytes.size()).as("without Hadoop's thousand defaults").isLessThan(4000);
  }

  @Test
  void twoWhoDeleteTheSameBothSucceed() throws Exception {
    RunDirectory run = Kind.LOCAL.in(folder.resolve("run"));
    ExecutorService drivers = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        for (int file = 0; file < 100; file++) {
          run.publisher().publish("old/step-" + file % 10 + "/" + file, text("some"));
        }
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Void> driver =
            () -> {
              together.await();
              run.delete("old/step-3/3");
              run.delete("old");
              return null;
            };
        for (Future<Void> each : drivers.invokeAll(List.of(driver, driver))) {
          each.get();
        }
        assertThat(run.exists("old")).isFalse();
      }
    } finally {
      drivers.shutdownNow();
    }
  }

  @Test
  void whatSomebodyElseDeletedFirstIsDeletedOnOtherFileSystemsToo() {
    Configuration late = ScratchFileSystem.configuration();
    late.setBoolean("fs.scratch.impl.disable.cache", true);
    late.setBoolean(ScratchFileSystem.IS_LATE, true);
    RunDirectory run = RunDirectory.at("scratch://" + folder.resolve("run"), late);
    run.publisher().createIfAbsent("old/file", text("some"));
    run.delete("old");
    assertThat(run.exists("old")).isFalse();
  }

  @Test
  void aPathWithoutASchemeIsOnTheDefaultFileSystem() {
    Configuration configuration = ScratchFileSystem.configuration();
    assertThat(RunDirectory.at("/tmp/run/", configuration).uri()).isEqualTo("file:/tmp/run");
    assertThat(RunDirectory.at("file:///tmp/a b", configuration).uri()).isEqualTo("file:/tmp/a b");
    configuration.set("fs.defaultFS", "scratch:///");
    assertThat(RunDirectory.at("/tmp/run", configuration).uri()).isEqualTo("scratch:/tmp/run");
    assertThat(RunDirectory.at("/tmp/run", configuration).child("x").uri("y"))
        .isEqualTo("scratch:/tmp/run/x/y");
  }

  @Test
  void anUnknownFileSystemIsTheUsersError() {
    assertThatThrownBy(() -> RunDirectory.at("nowhere://x/y", new Configuration()))
        .isInstanceOf(dev.vireo.algorithms.InputException.class)
        .hasMessageContaining("nowhere://x/y");
  }

  @Test
  void credentialsAreNotPrinted() {
    Configuration configuration = ScratchFileSystem.configuration();
    configuration.set("fs.s3a.secret.key", "hush");
    RunDirectory run = RunDirectory.at("s3a://" + folder, configuration);
    assertThat(run.toString()).doesNotContain("hush");
    assertThat(run.partition(dev.vireo.schemas.Datasets.METRICS, 1).toString())
        .doesNotContain("hush");
  }

  private List<String> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
