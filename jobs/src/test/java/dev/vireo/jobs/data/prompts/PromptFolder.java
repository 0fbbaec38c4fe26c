package dev.vireo.jobs.data.prompts;

import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * A folder with sources in it, and a run that shards them.
 *
 * @param place where it is
 * @param run the run directory in it
 */
public record PromptFolder(Path place, RunDirectory run) {
  public static final PromptEncoder.Opener BYTES = new ByteEncoder("bytes");

  /** A new folder in {@code parent}. */
  public static PromptFolder in(Path parent) throws IOException {
    Path place = Files.createTempDirectory(parent, "run");
    return new PromptFolder(place, RunDirectory.at(place.resolve("run")));
  }

  /** The same sources, and another run. */
  PromptFolder withRun(String name) {
    return new PromptFolder(place, RunDirectory.at(place.resolve(name)));
  }

  public String path(String file) {
    return place.resolve(file).toString();
  }

  public void write(String file, String... lines) throws IOException {
    Files.createDirectories(place.resolve(file).getParent());
    Files.write(place.resolve(file), List.of(lines));
  }

  public Prompts shard(SparkSession spark, PromptSettings settings) {
    return ShardPrompts.of(settings, BYTES).run(spark, run, Progress.NONE);
  }

  /** Settings for a source with prompts alone. */
  public PromptSettings settings(String file, double evalFraction, int chunkSize) {
    return new PromptSettings(
        path(file),
        SourceFormat.AUTO,
        null,
        null,
        "prompt",
        null,
        null,
        ChatSettings.defaults(),
        null,
        List.of(),
        null,
        evalFraction,
        DuplicatePolicy.ERROR,
        0,
        LengthPolicy.ERROR,
        chunkSize);
  }

  /** Settings for a source with ids and prompts, none of them held out. */
  PromptSettings withIds(
      String file, DuplicatePolicy duplicates, int maxTokens, LengthPolicy tooLong) {
    return withIds(file, duplicates, maxTokens, tooLong, 0.0);
  }

  /** Settings for a source with ids and prompts. */
  PromptSettings withIds(
      String file,
      DuplicatePolicy duplicates,
      int maxTokens,
      LengthPolicy tooLong,
      double evalFraction) {
    return new PromptSettings(
        path(file),
        SourceFormat.AUTO,
        null,
        "id",
        "prompt",
        null,
        null,
        ChatSettings.defaults(),
        null,
        List.of(),
        null,
        evalFraction,
        duplicates,
        maxTokens,
        tooLong,
        10);
  }

  /** Settings for a source with prompts and further columns, none of them held out. */
  PromptSettings withAttributes(String file, String... columns) {
    return new PromptSettings(
        path(file),
        SourceFormat.AUTO,
        null,
        null,
        "prompt",
        null,
        null,
        ChatSettings.defaults(),
        null,
        List.of(columns),
        null,
        0.0,
        DuplicatePolicy.ERROR,
        0,
        LengthPolicy.ERROR,
        10);
  }

  /** Lines of JSON with numbered prompts and answers. */
  public static String[] lines(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "{\"prompt\":\"prompt %d\",\"answer\":%d}".formatted(i, i))
        .toArray(String[]::new);
  }

  /** The tokens of a text, in a list that can be added to. */
  public static List<Integer> tokens(String text) {
    return new ArrayList<>(Arrays.stream(ByteEncoder.tokens(text)).boxed().toList());
  }
}
