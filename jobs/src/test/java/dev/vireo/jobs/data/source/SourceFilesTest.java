package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
  @TempDir private Path folder;

  @Test
  void aDataSetClonedWithoutItsLargeFilesSaysWhatToDo() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), "{\"prompt\":\"version https://\"}\n");
    assertThat(SourceFiles.list("prompts", folder.toString(), new Configuration())).hasSize(1);
    Path pointer =
        Files.writeString(
            folder.resolve("b.parquet"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n");
    assertThatThrownBy(() -> SourceFiles.list("prompts", folder.toString(), new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read prompts: "
                + pointer
                + ": it is a Git LFS pointer, not the file itself; run git lfs pull in its"
                + " repository first");
  }
}
