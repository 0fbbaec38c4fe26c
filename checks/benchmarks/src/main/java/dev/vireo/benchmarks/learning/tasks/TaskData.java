package dev.vireo.benchmarks.learning.tasks;

import dev.vireo.pipelines.demo.ArithmeticData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data of all tasks, always the same. */
public final class TaskData {

  private static final String LAST = "sorting-careless.jsonl";

  private TaskData() {}

  /**
   * Writes what is not there yet: the demo's files, and {@code sorting-prompts.jsonl}, {@code
   * sorting-clean.jsonl} and {@code sorting-careless.jsonl}.
   */
  public static void write(Path folder) {
    if (Files.exists(folder.resolve(LAST))) {
      return;
    }
    ArithmeticData.write(folder);
    try {
      Files.writeString(folder.resolve("sorting-prompts.jsonl"), Sorting.prompts());
      Files.writeString(folder.resolve("sorting-clean.jsonl"), Sorting.clean());
      Files.writeString(folder.resolve(LAST), Sorting.careless());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the tasks' data to " + folder, e);
    }
  }
}
