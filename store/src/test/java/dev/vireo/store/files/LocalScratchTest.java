package dev.vireo.store.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalScratchTest {
  @TempDir Path folder;

  @Test
  void whatAKilledProcessLeftIsDeletedAndNothingElse() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String dead = TemporaryName.scratch(gone.pid());
    String living = TemporaryName.scratch(ProcessHandle.current().pid());
    String elsewhere = dead.replaceFirst("vireo\\.", "vireo.another_");
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.writeString(target.resolve("kept"), "");
    Path left = Files.createDirectory(folder.resolve(dead + "7"));
    Files.writeString(left.resolve("model.safetensors"), "weights");
    Files.createSymbolicLink(left.resolve("link"), target);
    Files.writeString(folder.resolve(dead + "8"), "upload");
    Files.createDirectory(folder.resolve(living + "9"));
    Files.writeString(folder.resolve(elsewhere + "10"), "");
    Files.writeString(folder.resolve(dead + "notes"), "");
    Files.writeString(folder.resolve("vireo-benchmark-11"), "");

    LocalScratch.clean(folder);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "target", living + "9", elsewhere + "10", dead + "notes", "vireo-benchmark-11");
    assertThat(target.resolve("kept")).exists();
  }

  @Test
  void aFolderThatIsNotThereIsClean() {
    LocalScratch.clean(folder.resolve("nowhere"));
  }

  @Test
  void itsOwnNamesAreRecognisedOnceTheProcessIsGone() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String mine = TemporaryName.scratch(ProcessHandle.current().pid());
    for (Path made : new Path[] {LocalScratch.folder(), LocalScratch.file()}) {
      String name = made.getFileName().toString();
      Files.delete(made);
      assertThat(name).startsWith(mine);
      assertThat(TemporaryName.isScratchLeftover(name)).isFalse();
      assertThat(
              TemporaryName.isScratchLeftover(
                  name.replace(mine, TemporaryName.scratch(gone.pid()))))
          .isTrue();
    }
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).toList().stream();
    }
  }
}
